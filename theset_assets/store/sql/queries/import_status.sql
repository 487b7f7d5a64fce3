-- name: open_job
-- A run that nobody filed a request for (started from the Dagster UI or the terminal) gets its row here; a requested
-- one finds the row its request made. A failed job that is run again continues its row; a completed one stays as it is.
INSERT INTO import_status AS s (job_id, attraction_id, run_id, stage, progress, message)
VALUES (%(job_id)s, %(attraction_id)s, %(run_id)s, 'initializing', 8, 'The import has started')
ON CONFLICT (job_id) DO UPDATE SET
    attraction_id = excluded.attraction_id,
    run_id = excluded.run_id,
    stage = CASE WHEN s.stage = 'failed' THEN 'initializing' ELSE s.stage END,
    error = CASE WHEN s.run_id = excluded.run_id THEN s.error END,
    completed_at = NULL
WHERE s.stage <> 'completed'
RETURNING job_id;

-- name: advance_job
-- One statement moves a job forward. A retried run passes through points it has passed before: what the fan saw stays.
-- `error` stays as well: the songs are still read where the shows have failed, and the run fails for the shows.
UPDATE import_status SET
    stage = CASE WHEN %(progress)s >= progress OR stage = 'initializing' THEN %(stage)s ELSE stage END,
    progress = greatest(progress, %(progress)s),
    message = %(message)s,
    artist_id = coalesce(%(artist_id)s, artist_id),
    counts = counts || %(counts)s,
    estimated_time_remaining = %(estimated_time_remaining)s
WHERE job_id = %(job_id)s AND completed_at IS NULL
RETURNING progress;

-- name: note_retry
UPDATE import_status SET message = %(message)s WHERE job_id = %(job_id)s AND completed_at IS NULL;

-- name: note_error
-- The reason is written before the run fails, while it is still known in words; the run's end makes the job `failed`.
-- Two stages may fail for two reasons: both are kept, each once.
UPDATE import_status SET
    error = CASE WHEN strpos(error, %(error)s) > 0 THEN error ELSE concat_ws(E'\n', error, %(error)s) END,
    message = %(message)s
WHERE job_id = %(job_id)s AND completed_at IS NULL;

-- name: complete_job
UPDATE import_status SET
    stage = 'completed', progress = 100, message = %(message)s, error = NULL,
    artist_id = coalesce(%(artist_id)s, artist_id),
    counts = counts || %(counts)s,
    estimated_time_remaining = 0, completed_at = now()
WHERE job_id = %(job_id)s AND completed_at IS NULL;

-- name: fail_job
UPDATE import_status SET
    stage = 'failed', error = coalesce(error, %(error)s), message = %(message)s,
    estimated_time_remaining = NULL, completed_at = now()
WHERE job_id = %(job_id)s AND completed_at IS NULL;

-- name: job_pace
-- Seconds this job has run, and the median of what the latest completed imports took.
SELECT
    extract(epoch FROM clock_timestamp() - s.started_at)::float8 AS elapsed,
    (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.completed_at - r.started_at))
        FROM (
            SELECT completed_at, started_at FROM import_status
            WHERE stage = 'completed' AND run_id IS NOT NULL
            ORDER BY completed_at DESC LIMIT 20
        ) AS r
    )::float8 AS typical
FROM import_status AS s WHERE s.job_id = %(job_id)s;

-- name: read_jobs
SELECT s.job_id, s.stage, s.progress, s.message, s.error, s.estimated_time_remaining, s.counts, s.run_id,
       s.attraction_id, s.started_at, s.updated_at, s.completed_at, a.name AS artist, a.slug
FROM import_status AS s LEFT JOIN artists AS a ON a.id = s.artist_id
WHERE s.job_id = ANY(%(job_ids)s);

-- name: recent_jobs
SELECT s.job_id, s.stage, s.progress, s.message, s.error, s.estimated_time_remaining, s.counts, s.run_id,
       s.attraction_id, s.started_at, s.updated_at, s.completed_at, a.name AS artist, a.slug
FROM import_status AS s LEFT JOIN artists AS a ON a.id = s.artist_id
ORDER BY s.started_at DESC LIMIT %(limit)s;

-- name: unfinished_jobs
-- Jobs whose run may have ended without anybody telling them: for the sensor's reconciliation.
SELECT job_id, run_id FROM import_status
WHERE completed_at IS NULL AND run_id IS NOT NULL AND updated_at < now() - make_interval(secs => %(older_than)s)
ORDER BY updated_at LIMIT 100;
