-- Tells listeners which job moved. The payload stays far below the 8,000 bytes at which NOTIFY would abort the
-- UPDATE itself (a job id has at most 255 characters); who wants more reads the row.
CREATE FUNCTION notify_import_status() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  PERFORM pg_catalog.pg_notify(
    'theset_import_status',
    pg_catalog.json_build_object('job_id', NEW.job_id, 'stage', NEW.stage, 'progress', NEW.progress)::text
  );
  RETURN NULL;
END
$$
