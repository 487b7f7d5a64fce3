-- name: setlist_songs_wanted
-- The songs named, in the order named, each once.
SELECT s.id
FROM unnest(%(ids)s::uuid[], %(spotify_ids)s::text[]) WITH ORDINALITY AS named (id, spotify_id, place)
JOIN LATERAL (
  SELECT id FROM songs WHERE songs.id = named.id
  UNION ALL
  SELECT id FROM songs WHERE songs.spotify_id = named.spotify_id
) s ON true
GROUP BY s.id
ORDER BY min(named.place)
LIMIT %(length)s;

-- name: create_predicted_setlists
INSERT INTO setlists (show_id, artist_id, type, name)
SELECT s.id, s.headliner_artist_id, 'predicted', %(name)s
FROM shows s
WHERE s.headliner_artist_id = %(artist_id)s
  AND s.status IN ('upcoming', 'rescheduled', 'postponed')
  AND (s.date >= coalesce(%(today)s::date, (now() AT TIME ZONE 'UTC')::date - 1) OR s.status = 'postponed')
  AND NOT EXISTS (SELECT FROM setlists l WHERE l.show_id = s.id AND l.type = 'predicted')
ORDER BY s.id
ON CONFLICT (show_id, type) WHERE type IN ('predicted', 'actual') DO NOTHING;

-- name: lock_other_predicted_setlists
-- The predicted setlists that may be written and do not have these songs in this order.
SELECT l.id
FROM setlists l
JOIN shows s ON s.id = l.show_id
WHERE s.headliner_artist_id = %(artist_id)s
  AND s.status IN ('upcoming', 'rescheduled', 'postponed')
  AND (s.date >= coalesce(%(today)s::date, (now() AT TIME ZONE 'UTC')::date - 1) OR s.status = 'postponed')
  AND l.type = 'predicted' AND NOT l.is_locked AND l.total_votes = 0
  AND %(songs)s::uuid[] IS DISTINCT FROM (
    SELECT array_agg(e.song_id ORDER BY e.position) FROM setlist_songs e WHERE e.setlist_id = l.id
  )
ORDER BY l.id
FOR UPDATE OF l;

-- name: replace_setlist_songs
-- Entries that stay keep their ids. One row: how many entries were taken away, added or moved.
WITH wanted AS (
  SELECT l.id AS setlist_id, s.song_id, s.position
  FROM unnest(%(setlists)s::uuid[]) AS l (id)
  CROSS JOIN unnest(%(songs)s::uuid[]) WITH ORDINALITY AS s (song_id, position)
), removed AS (
  DELETE FROM setlist_songs e
  WHERE e.setlist_id = ANY(%(setlists)s::uuid[]) AND e.song_id <> ALL(%(songs)s::uuid[])
  RETURNING e.id
), written AS (
  INSERT INTO setlist_songs AS t (setlist_id, song_id, position)
  SELECT w.setlist_id, w.song_id, w.position
  FROM wanted w
  LEFT JOIN setlist_songs e ON e.setlist_id = w.setlist_id AND e.song_id = w.song_id
  WHERE e.position IS DISTINCT FROM w.position
  ORDER BY w.setlist_id, w.song_id
  ON CONFLICT (setlist_id, song_id) DO UPDATE SET position = excluded.position
  WHERE t.position IS DISTINCT FROM excluded.position
  RETURNING t.id
)
SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM written);

-- name: count_predicted_setlists
SELECT count(*)
FROM setlists l
JOIN shows s ON s.id = l.show_id
WHERE s.headliner_artist_id = %(artist_id)s
  AND s.status IN ('upcoming', 'rescheduled', 'postponed')
  AND (s.date >= coalesce(%(today)s::date, (now() AT TIME ZONE 'UTC')::date - 1) OR s.status = 'postponed')
  AND l.type = 'predicted';
