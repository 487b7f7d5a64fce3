-- Users ask for artists as themselves and see what became of it. Who is not signed in asks through the service.
-- All that is theirs to say is what they ask for: requested_by is auth.uid() by default, a trigger names the job.
ALTER TABLE artist_requests ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON artist_requests FROM PUBLIC, anon, authenticated;
GRANT SELECT, INSERT (asked_for) ON artist_requests TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON artist_requests TO service_role;
CREATE POLICY "Users can view own requests" ON artist_requests
  FOR SELECT TO authenticated USING (requested_by = (SELECT auth.uid()));
CREATE POLICY "Users can ask for artists" ON artist_requests
  FOR INSERT TO authenticated WITH CHECK (requested_by = (SELECT auth.uid()));
