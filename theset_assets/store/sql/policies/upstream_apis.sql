-- The service's alone: no policy lets anybody else in.
ALTER TABLE upstream_apis ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON upstream_apis FROM PUBLIC, anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON upstream_apis TO service_role;
