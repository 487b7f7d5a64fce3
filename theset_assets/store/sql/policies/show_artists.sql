-- Content: everybody reads it, the service alone writes it.
ALTER TABLE show_artists ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON show_artists FROM PUBLIC, anon, authenticated;
GRANT SELECT ON show_artists TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON show_artists TO service_role;
CREATE POLICY "Public read access" ON show_artists FOR SELECT TO anon, authenticated USING (true);
