-- Content: everybody reads it, the service alone writes it.
ALTER TABLE artists ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON artists FROM PUBLIC, anon, authenticated;
GRANT SELECT ON artists TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON artists TO service_role;
CREATE POLICY "Public read access" ON artists FOR SELECT TO anon, authenticated USING (true);
