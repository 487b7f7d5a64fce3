-- name: drop_known_artists
-- A stub says nothing about an artist that is there.
DELETE FROM pg_temp.staged_artists n USING artists a WHERE a.ticketmaster_id = n.ticketmaster_id;

-- name: settle_shared_spotify_ids
-- A Spotify id belongs to the artist that has it, else to the first staged one that claims it; the others go without.
WITH claimed AS (
  SELECT
    n.ticketmaster_id, n.spotify_id,
    coalesce(
      owner.ticketmaster_id, first_value(n.ticketmaster_id) OVER (PARTITION BY n.spotify_id ORDER BY n.ord)
    ) AS holder
  FROM pg_temp.staged_artists n
  LEFT JOIN artists owner ON owner.spotify_id = n.spotify_id
  WHERE n.spotify_id IS NOT NULL
)
UPDATE pg_temp.staged_artists n
SET spotify_id = NULL
FROM claimed c
WHERE c.ticketmaster_id = n.ticketmaster_id AND c.holder <> c.ticketmaster_id
RETURNING c.ticketmaster_id, c.spotify_id, c.holder;

-- name: artist_ids
SELECT ticketmaster_id, id FROM artists WHERE ticketmaster_id = ANY(%(ticketmaster_ids)s::text[]);

-- name: mark_artist_synced
UPDATE artists
SET
  last_synced_at = CASE WHEN %(what)s = 'shows' THEN now() ELSE last_synced_at END,
  song_catalog_synced_at = CASE WHEN %(what)s = 'songs' THEN now() ELSE song_catalog_synced_at END,
  last_full_sync_at = CASE WHEN %(what)s = 'all' THEN now() ELSE last_full_sync_at END,
  total_songs = coalesce(%(total_songs)s::integer, total_songs),
  total_albums = coalesce(%(total_albums)s::integer, total_albums)
WHERE id = %(artist_id)s;
