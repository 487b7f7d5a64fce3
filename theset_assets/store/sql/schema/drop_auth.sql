-- Takes away the schema `auth` where `auth.sql` made it.
DO $drop_auth$
BEGIN
  IF obj_description(to_regnamespace('auth'), 'pg_namespace') = 'made by theset' THEN
    DROP SCHEMA auth CASCADE;
  END IF;
END
$drop_auth$
