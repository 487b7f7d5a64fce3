-- Takes away the roles that `roles.sql` made, and their way into this database's schemas. A role that has rights in
-- another database, or got some here from somebody else, stays.
DO $drop_roles$
DECLARE
  role name;
  schema name;
BEGIN
  FOR role IN
    SELECT rolname FROM pg_roles
    WHERE rolname IN ('authenticator', 'anon', 'authenticated', 'service_role')
      AND shobj_description(oid, 'pg_authid') = 'made by theset'
    ORDER BY rolname <> 'authenticator'
  LOOP
    FOR schema IN
      SELECT nspname FROM pg_namespace
      WHERE nspname = 'public'
        OR nspname IN ('auth', 'extensions') AND obj_description(oid, 'pg_namespace') = 'made by theset'
    LOOP
      EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM %I', schema, role);
    END LOOP;
    BEGIN
      EXECUTE format('DROP ROLE %I', role);
    EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege THEN
      RAISE NOTICE 'The role % stays: something else uses it.', role;
    END;
  END LOOP;
END
$drop_roles$
