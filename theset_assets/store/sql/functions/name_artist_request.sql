-- Gives a request its job: the one under way for the very same words, else a new one. Requests that name one artist in
-- different ways are joined later, by the sensor, which takes the lock below alone: no request can join a job that is
-- just being given up for another. SECURITY DEFINER: who asks may not see what others have asked for.
CREATE FUNCTION name_artist_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF NEW.job_id IS NOT NULL THEN
    RETURN NEW;
  END IF;
  PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtext('theset.requests'));
  PERFORM pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtext('theset.request'), pg_catalog.hashtext(pg_catalog.lower(pg_catalog.btrim(NEW.asked_for))));
  SELECT r.job_id INTO NEW.job_id
  FROM public.artist_requests r
  JOIN public.import_status s ON s.job_id = r.job_id
  WHERE pg_catalog.lower(pg_catalog.btrim(r.asked_for)) = pg_catalog.lower(pg_catalog.btrim(NEW.asked_for))
    AND s.completed_at IS NULL
  ORDER BY r.requested_at, r.id
  LIMIT 1;
  IF NEW.job_id IS NULL THEN
    NEW.job_id := 'import-' || NEW.id;
  ELSE
    NEW.outcome := 'joined';
    NEW.handled_at := pg_catalog.now();
  END IF;
  RETURN NEW;
END
$$
