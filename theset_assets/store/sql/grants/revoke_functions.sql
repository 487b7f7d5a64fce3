-- Takes away what `functions.sql` granted.
REVOKE ALL ON FUNCTION
  calculate_trending_score(uuid, integer, timestamptz),
  venues_near(double precision, double precision, double precision, integer)
  FROM anon, authenticated, service_role;
