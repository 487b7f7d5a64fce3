-- The roles' way into the schemas, where they have none yet and the schema is ours to open.
DO $schemas$
DECLARE
  role name;
  schema name;
BEGIN
  FOREACH role IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    FOR schema IN
      SELECT nspname FROM pg_namespace
      WHERE nspname = 'public'
        OR nspname IN ('auth', 'extensions') AND obj_description(oid, 'pg_namespace') = 'made by theset'
    LOOP
      IF NOT EXISTS (
        SELECT FROM pg_namespace n, aclexplode(n.nspacl) a
        WHERE n.nspname = schema AND a.grantee = to_regrole(role::text) AND a.privilege_type = 'USAGE'
      ) THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema, role);
      END IF;
    END LOOP;
  END LOOP;
END
$schemas$
