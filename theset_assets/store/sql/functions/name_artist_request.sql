CREATE FUNCTION name_artist_request() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.job_id := coalesce(NEW.job_id, 'import-' || NEW.id);
  RETURN NEW;
END
$$
