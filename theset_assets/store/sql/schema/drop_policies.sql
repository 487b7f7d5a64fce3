-- Takes away what `policies/` and `grants/` brought, from the tables named, and leaves them to their owner alone.
DO $drop_policies$
DECLARE
  at regclass;
  policy name;
BEGIN
  FOREACH at IN ARRAY ARRAY[{tables}]::regclass[] LOOP
    FOR policy IN SELECT polname FROM pg_policy WHERE polrelid = at LOOP
      EXECUTE format('DROP POLICY %I ON %s', policy, at);
    END LOOP;
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', at);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, anon, authenticated, service_role', at);
  END LOOP;
END
$drop_policies$
