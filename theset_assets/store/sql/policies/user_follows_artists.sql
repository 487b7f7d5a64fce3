-- Users manage their own follows and see no others. When one was followed is the database's to say: it counts in the
-- ranking.
ALTER TABLE user_follows_artists ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON user_follows_artists FROM PUBLIC, anon, authenticated;
GRANT SELECT, DELETE, INSERT (user_id, artist_id, notifications_enabled), UPDATE (notifications_enabled)
  ON user_follows_artists TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_follows_artists TO service_role;
CREATE POLICY "Users can view own follows" ON user_follows_artists
  FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY "Users can follow" ON user_follows_artists
  FOR INSERT TO authenticated WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY "Users can change own follows" ON user_follows_artists
  FOR UPDATE TO authenticated USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY "Users can unfollow" ON user_follows_artists
  FOR DELETE TO authenticated USING (user_id = (SELECT auth.uid()));
