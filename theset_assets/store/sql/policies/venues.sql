-- Content: everybody reads it, the service alone writes it.
ALTER TABLE venues ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON venues FROM PUBLIC, anon, authenticated;
GRANT SELECT ON venues TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON venues TO service_role;
CREATE POLICY "Public read access" ON venues FOR SELECT TO anon, authenticated USING (true);
