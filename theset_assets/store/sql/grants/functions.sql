-- Who may call what. Triggers' functions and the ranking are nobody's to call; Supabase grants every new function to
-- everybody.
REVOKE ALL ON FUNCTION
  announce_artist_request(), count_follows(), count_setlist_total(), count_setlist_votes(), follow_setlist_artist(),
  guard_import_status(), guard_setlist_vote(), name_artist_request(), notify_import_status(),
  update_updated_at_column(), trending_as_of(integer, timestamptz),
  calculate_trending_score(uuid, integer, timestamptz), cast_vote(uuid, integer),
  venues_near(double precision, double precision, double precision, integer)
  FROM PUBLIC, anon, authenticated, service_role;
GRANT EXECUTE ON FUNCTION
  calculate_trending_score(uuid, integer, timestamptz),
  venues_near(double precision, double precision, double precision, integer)
  TO anon, authenticated, service_role;
GRANT EXECUTE ON FUNCTION cast_vote(uuid, integer) TO authenticated;
