-- Content: everybody reads it, the service alone writes it.
ALTER TABLE songs ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON songs FROM PUBLIC, anon, authenticated;
GRANT SELECT ON songs TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON songs TO service_role;
CREATE POLICY "Public read access" ON songs FOR SELECT TO anon, authenticated USING (true);
