-- Content: everybody reads it, the service alone writes it. Users move the counters through cast_vote.
ALTER TABLE setlist_songs ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON setlist_songs FROM PUBLIC, anon, authenticated;
GRANT SELECT ON setlist_songs TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON setlist_songs TO service_role;
CREATE POLICY "Public read access" ON setlist_songs FOR SELECT TO anon, authenticated USING (true);
