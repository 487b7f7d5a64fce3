-- The roles of an API in front of the database, only where they are missing: on Supabase they are Supabase's. The
-- comment on a role says whose it is. Roles belong to all databases of a server: another one's migration may be making
-- them at this moment.
DO $roles$
DECLARE
  role name;
  options text;
BEGIN
  FOR role, options IN VALUES
    ('anon', 'NOLOGIN NOINHERIT'), ('authenticated', 'NOLOGIN NOINHERIT'),
    ('service_role', 'NOLOGIN NOINHERIT BYPASSRLS'), ('authenticator', 'NOLOGIN NOINHERIT')
  LOOP
    CONTINUE WHEN to_regrole(role::text) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE ROLE %I %s', role, options);
      EXECUTE format('COMMENT ON ROLE %I IS ''made by theset''', role);
      IF role = 'authenticator' THEN
        GRANT anon, authenticated, service_role TO authenticator;
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN
        NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role % is missing and % may not make it.', role, current_user
          USING ERRCODE = 'insufficient_privilege',
            HINT = format('An administrator can: CREATE ROLE %I %s', role, options);
    END;
  END LOOP;
END
$roles$
