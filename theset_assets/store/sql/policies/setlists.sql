-- Content: everybody reads it, the service alone writes it.
ALTER TABLE setlists ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON setlists FROM PUBLIC, anon, authenticated;
GRANT SELECT ON setlists TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON setlists TO service_role;
CREATE POLICY "Public read access" ON setlists FOR SELECT TO anon, authenticated USING (true);
