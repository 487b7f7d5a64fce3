-- Takes away the schema `extensions` where `extensions.sql` made it, and what it put there. Whatever else uses one of
-- these by now keeps all of them.
DO $drop_extensions$
BEGIN
  IF obj_description(to_regnamespace('extensions'), 'pg_namespace') IS DISTINCT FROM 'made by theset' THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis' AND extnamespace = 'extensions'::regnamespace) THEN
    DROP EXTENSION postgis;
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'cube' AND extnamespace = 'extensions'::regnamespace) THEN
    DROP EXTENSION cube;
  END IF;
  DROP SCHEMA extensions;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE NOTICE 'The schema extensions stays: something else uses it.';
END
$drop_extensions$
