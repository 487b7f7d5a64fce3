-- Everybody reads the ranking, its counts of followers and shows included; the service alone writes it.
ALTER TABLE trending_artists_hourly ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON trending_artists_hourly FROM PUBLIC, anon, authenticated;
GRANT SELECT ON trending_artists_hourly TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON trending_artists_hourly TO service_role;
CREATE POLICY "Public read access" ON trending_artists_hourly FOR SELECT TO anon, authenticated USING (true);
