-- Users see their own votes. They vote through cast_vote alone.
ALTER TABLE setlist_votes ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON setlist_votes FROM PUBLIC, anon, authenticated;
GRANT SELECT ON setlist_votes TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON setlist_votes TO service_role;
CREATE POLICY "Users can view own votes" ON setlist_votes
  FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
