-- The schema `auth` as far as this program needs it, only where there is none: on Supabase it belongs to Supabase.
-- The comment on the schema says whose it is, so that a downgrade takes away only what an upgrade brought.
DO $make_auth$
BEGIN
  IF to_regnamespace('auth') IS NOT NULL THEN
    RETURN;
  END IF;

  CREATE SCHEMA auth;
  COMMENT ON SCHEMA auth IS 'made by theset';

  CREATE TABLE auth.users (id uuid PRIMARY KEY DEFAULT gen_random_uuid());

  CREATE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = ''
    AS $$ SELECT coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

  CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE SET search_path = ''
    AS $$ SELECT (auth.jwt() ->> 'sub')::uuid $$;

  CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE SET search_path = ''
    AS $$ SELECT auth.jwt() ->> 'role' $$;
END
$make_auth$
