-- What no writer of import_status can get wrong: progress never goes down within a job, and `completed_at` is set
-- exactly while the job has ended (taken away again when a failed job is retried).
CREATE FUNCTION guard_import_status() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.progress := greatest(OLD.progress, NEW.progress);
  END IF;
  IF NEW.stage IN ('completed', 'failed') THEN
    NEW.completed_at := coalesce(NEW.completed_at, pg_catalog.now());
  ELSE
    NEW.completed_at := NULL;
  END IF;
  RETURN NEW;
END
$$
