-- Content: everybody reads it, the service alone writes it.
ALTER TABLE artist_songs ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON artist_songs FROM PUBLIC, anon, authenticated;
GRANT SELECT ON artist_songs TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON artist_songs TO service_role;
CREATE POLICY "Public read access" ON artist_songs FOR SELECT TO anon, authenticated USING (true);
