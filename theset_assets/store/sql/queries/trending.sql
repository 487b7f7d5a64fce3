-- name: write_trending_hour
-- Writes the ranking as it stood at the end of `hour`: verified artists, the first `places` of them (NULL: all), by
-- the score of `calculate_trending_score`, computed for all artists at once. Writing an hour twice changes nothing.
-- One row: how many rows were inserted, updated, removed, and how many the hour has now.
WITH moment AS (
  SELECT
    %(hour)s::timestamptz AS hour,
    %(hour)s::timestamptz + interval '1 hour' AS as_of,
    %(hour)s::timestamptz + interval '1 hour' - make_interval(days => %(days_back)s::integer) AS since
), votes AS (
  SELECT s.artist_id, sum(cast_votes.votes) AS votes
  FROM (
    SELECT v.setlist_song_id, count(*) AS votes
    FROM setlist_votes v, moment m
    WHERE v.created_at >= m.since AND v.created_at <= m.as_of
    GROUP BY v.setlist_song_id
  ) cast_votes
  JOIN setlist_songs ss ON ss.id = cast_votes.setlist_song_id
  JOIN setlists s ON s.id = ss.setlist_id
  GROUP BY s.artist_id
), follows AS (
  SELECT f.artist_id, count(*) AS followers, count(*) FILTER (WHERE f.followed_at >= m.since) AS follows
  FROM user_follows_artists f, moment m
  WHERE f.followed_at <= m.as_of
  GROUP BY f.artist_id
), headlined AS (
  SELECT s.headliner_artist_id AS artist_id, count(*) AS shows
  FROM shows s, moment m
  WHERE s.created_at <= m.as_of
  GROUP BY s.headliner_artist_id
), scored AS (
  SELECT
    a.id AS artist_id,
    coalesce(v.votes, 0) * 0.5 + coalesce(f.follows, 0) * 0.3 AS score,
    coalesce(h.shows, 0) AS show_count,
    coalesce(f.followers, 0) AS follower_count
  FROM artists a
  LEFT JOIN votes v ON v.artist_id = a.id
  LEFT JOIN follows f ON f.artist_id = a.id
  LEFT JOIN headlined h ON h.artist_id = a.id
  WHERE a.verified
), placed AS (
  SELECT
    artist_id, score, rank() OVER (ORDER BY score DESC) AS rank, show_count, follower_count,
    row_number() OVER (ORDER BY score DESC, follower_count DESC, artist_id) AS place
  FROM scored
), ranked AS (
  SELECT artist_id, score, rank, show_count, follower_count
  FROM placed
  WHERE %(places)s::integer IS NULL OR place <= %(places)s::integer
), removed AS (
  DELETE FROM trending_artists_hourly t
  USING moment m
  WHERE t.hour = m.hour AND NOT EXISTS (SELECT FROM ranked r WHERE r.artist_id = t.artist_id)
  RETURNING t.artist_id
), written AS (
  INSERT INTO trending_artists_hourly AS t (hour, artist_id, score, rank, show_count, follower_count)
  SELECT m.hour, r.artist_id, r.score, r.rank, r.show_count, r.follower_count
  FROM ranked r, moment m
  ORDER BY r.artist_id
  ON CONFLICT (hour, artist_id) DO UPDATE
  SET score = excluded.score, rank = excluded.rank,
      show_count = excluded.show_count, follower_count = excluded.follower_count
  WHERE (t.score, t.rank, t.show_count, t.follower_count)
    IS DISTINCT FROM (excluded.score, excluded.rank, excluded.show_count, excluded.follower_count)
  RETURNING (xmax = 0) AS is_new
)
SELECT
  (SELECT count(*) FROM written WHERE is_new) AS inserted,
  (SELECT count(*) FROM written WHERE NOT is_new) AS updated,
  (SELECT count(*) FROM removed) AS removed,
  (SELECT count(*) FROM ranked) AS rows;

-- name: trending_hour
-- The first `places` of an hour and how far each moved since the hour before (NULL: it was not ranked then).
SELECT
  t.rank, a.name, a.slug, t.score, t.show_count, t.follower_count, before.rank - t.rank AS moved
FROM trending_artists_hourly t
JOIN artists a ON a.id = t.artist_id
LEFT JOIN trending_artists_hourly before
  ON before.artist_id = t.artist_id AND before.hour = t.hour - interval '1 hour'
WHERE t.hour = %(hour)s
ORDER BY t.rank, t.follower_count DESC, t.artist_id
LIMIT %(places)s;
