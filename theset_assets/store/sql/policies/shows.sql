-- Content: everybody reads it, the service alone writes it.
ALTER TABLE shows ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON shows FROM PUBLIC, anon, authenticated;
GRANT SELECT ON shows TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON shows TO service_role;
CREATE POLICY "Public read access" ON shows FOR SELECT TO anon, authenticated USING (true);
