-- name: write_trending_hour
-- Writes the ranking as it stood at the end of `hour` (see `trending_as_of`), the first `places` of it (NULL: all).
-- Writing an hour twice changes nothing.
-- One row: how many rows were inserted, updated, removed, and how many the hour has now.
WITH moment AS (
  SELECT %(hour)s::timestamptz AS hour
), scored AS (
  SELECT artist_id, score, show_count, follower_count
  FROM trending_as_of(%(days_back)s::integer, %(hour)s::timestamptz + interval '1 hour')
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
-- The first `places` of an hour, how far each moved since the hour before (NULL: it was not ranked then), and its
-- scores in the hours up to this one, oldest first (NULL: not ranked, or that hour was not written).
SELECT
  t.rank, a.name, a.slug, t.score, t.show_count, t.follower_count, before.rank - t.rank AS moved,
  ARRAY(
    SELECT past.score
    FROM generate_series(t.hour - make_interval(hours => %(hours)s::integer - 1), t.hour, interval '1 hour') AS h(hour)
    LEFT JOIN trending_artists_hourly past ON past.artist_id = t.artist_id AND past.hour = h.hour
    ORDER BY h.hour
  ) AS course
FROM trending_artists_hourly t
JOIN artists a ON a.id = t.artist_id
LEFT JOIN trending_artists_hourly before
  ON before.artist_id = t.artist_id AND before.hour = t.hour - interval '1 hour'
WHERE t.hour = %(hour)s
ORDER BY t.rank, t.follower_count DESC, t.artist_id
LIMIT %(places)s;

-- name: refresh_trending_artists
-- Readers go on reading what there was. Two refreshes at once wait for one another.
REFRESH MATERIALIZED VIEW CONCURRENTLY trending_artists;
