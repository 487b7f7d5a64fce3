-- Gives a new request its import_status row at once, so that the fan sees it even while no daemon runs, then wakes the
-- sensor. SECURITY DEFINER: who may file a request may not write import_status.
CREATE FUNCTION announce_artist_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO public.import_status (job_id, artist_id, attraction_id, stage, progress, message)
  VALUES (NEW.job_id, NEW.artist_id, NEW.attraction_id, 'initializing', 0, 'Waiting to start')
  ON CONFLICT (job_id) DO NOTHING;
  PERFORM pg_catalog.pg_notify('theset_artist_requests', NEW.id::text);
  RETURN NULL;
END
$$
