-- The ranking for everybody: the columns of `trending_artists` and the rank, from the latest hour that was written. It
-- runs with its reader's rights, so that the policies of the tables below it hold.
CREATE VIEW trending_artists_latest WITH (security_invoker = true) AS
SELECT
  a.id, a.name, a.slug, a.image_url, t.score AS trending_score, t.show_count, t.follower_count, t.rank, t.hour
FROM trending_artists_hourly t
JOIN artists a ON a.id = t.artist_id
WHERE t.hour = (SELECT max(hour) FROM trending_artists_hourly)
ORDER BY t.rank, t.follower_count DESC, a.id
