-- What finds venues by distance: PostGIS where it is installed or may be, else the contrib extension `cube`, which
-- needs no superuser. New extensions go into the schema `extensions`, as on Supabase, out of the API's reach.
-- The comment on the schema says whose it is, so that a downgrade takes away only what an upgrade brought.
DO $extensions$
BEGIN
  IF to_regnamespace('extensions') IS NULL THEN
    CREATE SCHEMA extensions;
    COMMENT ON SCHEMA extensions IS 'made by theset';
  END IF;

  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis') THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis') THEN
    BEGIN
      CREATE EXTENSION postgis SCHEMA extensions;
      RETURN;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE NOTICE 'PostGIS is here, but may not be installed by %: cube is used instead.', current_user;
    END;
  END IF;
  CREATE EXTENSION IF NOT EXISTS cube SCHEMA extensions;
END
$extensions$
