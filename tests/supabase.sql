-- A database shaped like one of Supabase's, as far as a migration can tell. Made by a superuser; roles are the server's
-- and made once. `postgres` is the role that migrates: as on Supabase no superuser, and here without CREATEROLE,
-- CREATEDB and BYPASSRLS too. Nothing in here is ours to change.
DO $roles$
BEGIN
  IF to_regrole('supabase_auth_admin') IS NULL THEN
    CREATE ROLE anon NOLOGIN NOINHERIT;
    CREATE ROLE authenticated NOLOGIN NOINHERIT;
    CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS;
    CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD 'only-for-tests';
    GRANT anon, authenticated, service_role TO authenticator;
    CREATE ROLE supabase_auth_admin NOLOGIN NOINHERIT CREATEROLE;
    CREATE ROLE supabase_realtime_admin NOLOGIN NOINHERIT;
    CREATE ROLE postgres LOGIN PASSWORD 'only-for-tests' NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;
    GRANT supabase_realtime_admin TO postgres;
  END IF;
END
$roles$;

GRANT CREATE, USAGE ON SCHEMA public TO postgres;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;

CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO postgres, anon, authenticated, service_role;
CREATE EXTENSION postgis SCHEMA extensions;

CREATE SCHEMA auth AUTHORIZATION supabase_auth_admin;
GRANT USAGE ON SCHEMA auth TO postgres, anon, authenticated, service_role;
SET ROLE supabase_auth_admin;
CREATE TABLE auth.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email varchar(255),
  is_anonymous boolean NOT NULL DEFAULT false,
  created_at timestamptz DEFAULT now()
);
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
GRANT ALL ON auth.users TO postgres;
-- Instead of Supabase's BYPASSRLS, which would hide what our own tables ask of the role.
CREATE POLICY "postgres may do all" ON auth.users TO postgres USING (true) WITH CHECK (true);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid
$$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
  )::text
$$;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
RESET ROLE;

CREATE PUBLICATION supabase_realtime;
ALTER PUBLICATION supabase_realtime OWNER TO supabase_realtime_admin;
