-- A materialized view knows no policies: it is the service's. Everybody else reads the ranking through
-- trending_artists_latest, under the policies of the tables.
REVOKE ALL ON trending_artists, trending_artists_latest FROM PUBLIC, anon, authenticated, service_role;
GRANT SELECT ON trending_artists, trending_artists_latest TO service_role;
GRANT SELECT ON trending_artists_latest TO anon, authenticated;
