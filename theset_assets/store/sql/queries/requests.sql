-- name: file_request
INSERT INTO artist_requests (asked_for, requested_by) VALUES (%(asked_for)s, %(requested_by)s)
RETURNING id, job_id;

-- name: pending_requests
SELECT id, asked_for, job_id, attempts FROM artist_requests
WHERE handled_at IS NULL ORDER BY requested_at, id LIMIT %(limit)s;

-- name: claim_launches
-- Accepted jobs that no run has taken up, each for one caller: a job claimed by a tick that did not live to launch it
-- is claimed again a minute later.
UPDATE import_status SET launched_at = now()
WHERE job_id IN (
    SELECT job_id FROM import_status
    WHERE completed_at IS NULL AND run_id IS NULL AND attraction_id IS NOT NULL
      AND (launched_at IS NULL OR launched_at < now() - interval '1 minute')
    ORDER BY started_at LIMIT 500
    FOR UPDATE SKIP LOCKED
)
RETURNING job_id, attraction_id;

-- name: open_jobs_of
SELECT DISTINCT ON (attraction_id) attraction_id, job_id FROM import_status
WHERE completed_at IS NULL AND attraction_id = ANY(%(attraction_ids)s)
ORDER BY attraction_id, started_at;

-- name: lock_requests
-- Nobody files a request from here to the end of the transaction (see the function name_artist_request).
SELECT pg_advisory_xact_lock(hashtext('theset.requests'));

-- name: accept_requests
-- Each request either starts its own job, joins another's, or finds its artist fresh. Rows come as parallel arrays.
WITH decided AS (
    SELECT d.*, 'import-' || d.id AS own_job_id, a.id AS artist_id
    FROM unnest(
        %(ids)s::uuid[], %(outcomes)s::text[], %(attraction_ids)s::text[], %(job_ids)s::text[]
    ) AS d(id, outcome, attraction_id, job_id)
    LEFT JOIN artists AS a ON a.ticketmaster_id = d.attraction_id
), answered AS (
    UPDATE artist_requests AS r SET
        outcome = d.outcome, attraction_id = d.attraction_id, job_id = d.job_id, artist_id = d.artist_id,
        handled_at = now(), error = NULL
    FROM decided AS d WHERE r.id = d.id AND r.outcome IS NULL
), followed AS (
    -- Requests in the same words, which joined this one when they were filed.
    UPDATE artist_requests AS r SET
        attraction_id = d.attraction_id, job_id = d.job_id, artist_id = d.artist_id
    FROM decided AS d WHERE r.job_id = d.own_job_id AND r.id <> d.id AND r.outcome = 'joined'
), orphaned AS (
    -- The row made for a request that turned out to join another job: nobody's progress any more.
    DELETE FROM import_status AS s USING decided AS d
    WHERE d.outcome = 'joined' AND s.job_id = d.own_job_id AND s.job_id <> d.job_id
), started AS (
    UPDATE import_status AS s SET
        attraction_id = d.attraction_id, artist_id = d.artist_id, message = 'Waiting for a run'
    FROM decided AS d WHERE d.outcome = 'started' AND s.job_id = d.job_id AND s.completed_at IS NULL
)
UPDATE import_status AS s SET
    attraction_id = d.attraction_id, artist_id = d.artist_id, stage = 'completed', progress = 100,
    message = 'Already up to date', estimated_time_remaining = 0, completed_at = now()
FROM decided AS d WHERE d.outcome = 'fresh' AND s.job_id = d.job_id AND s.completed_at IS NULL;

-- name: reject_request
WITH rejected AS (
    UPDATE artist_requests SET outcome = 'rejected', error = %(error)s, handled_at = now()
    WHERE id = %(id)s AND outcome IS NULL
    RETURNING job_id
), joined AS (
    UPDATE artist_requests AS r SET error = %(error)s
    FROM rejected AS x WHERE r.job_id = x.job_id AND r.outcome = 'joined'
)
UPDATE import_status AS s SET stage = 'failed', error = %(error)s, message = 'This request could not be imported',
    completed_at = now()
FROM rejected AS x WHERE s.job_id = x.job_id AND s.completed_at IS NULL;

-- name: postpone_request
WITH postponed AS (
    UPDATE artist_requests SET attempts = attempts + 1, error = %(error)s WHERE id = %(id)s AND outcome IS NULL
    RETURNING job_id
)
UPDATE import_status AS s SET message = %(message)s FROM postponed AS p WHERE s.job_id = p.job_id;

-- name: job_of_request
SELECT id, asked_for, job_id, outcome, error FROM artist_requests WHERE id = ANY(%(ids)s);
