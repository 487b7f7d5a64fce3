-- name: match_songs_by_spotify_id
UPDATE pg_temp.staged_songs n SET song_id = (SELECT s.id FROM songs s WHERE s.spotify_id = n.spotify_id);

-- name: songs_to_write
-- How many staged songs are new, differ from what is there, or are not linked to the artist as they should be.
SELECT count(*) AS rows
FROM pg_temp.staged_songs n
LEFT JOIN songs s ON s.id = n.song_id
LEFT JOIN artist_songs l ON l.song_id = s.id AND l.artist_id = %(artist_id)s
WHERE s.id IS NULL
  OR (l.is_primary_artist, l.release_count) IS DISTINCT FROM (n.is_primary_artist, n.release_count)
  OR ROW(s.title, s.artist, s.album, s.album_art_url, s.release_date, s.duration_ms, s.popularity, s.preview_url,
         s.is_explicit, s.is_playable, s.is_live, s.is_demo, s.track_number, s.disc_number, s.isrc, s.title_key)
    IS DISTINCT FROM
     ROW(n.title, n.artist, n.album, n.album_art_url, n.release_date, n.duration_ms,
         coalesce(n.popularity, s.popularity), n.preview_url, n.is_explicit, n.is_playable, n.is_live, n.is_demo,
         n.track_number, n.disc_number, coalesce(n.isrc, s.isrc), n.title_key);

-- name: match_songs_by_isrc
-- One staged song with one song: the artist's own before others', older before younger, and the first staged one.
WITH pairs AS (
  SELECT
    n.ord, s.id,
    row_number() OVER (PARTITION BY n.ord ORDER BY (l.id IS NULL), s.created_at, s.id) AS song_rank,
    row_number() OVER (PARTITION BY s.id ORDER BY n.ord) AS staged_rank
  FROM pg_temp.staged_songs n
  JOIN songs s ON s.isrc = n.isrc
  LEFT JOIN artist_songs l ON l.song_id = s.id AND l.artist_id = %(artist_id)s
  WHERE n.song_id IS NULL
    AND NOT EXISTS (SELECT FROM pg_temp.staged_songs m WHERE m.song_id = s.id)
)
UPDATE pg_temp.staged_songs n SET song_id = p.id
FROM pairs p
WHERE p.ord = n.ord AND p.song_rank = 1 AND p.staged_rank = 1;

-- name: match_songs_by_title
-- Among the artist's linked songs and the songs under the same artist's name. Both title comparisons are needed: the
-- shortened one finds the entry in the index, the whole one decides.
WITH candidates AS (
  SELECT n.ord, n.duration_ms AS staged_ms, s.id, s.duration_ms, s.created_at
  FROM pg_temp.staged_songs n
  JOIN songs s ON lower(s.artist) = lower(n.artist) AND left(s.title_key, 200) = left(n.title_key, 200)
    AND s.title_key = n.title_key
  WHERE n.song_id IS NULL
  UNION
  SELECT n.ord, n.duration_ms, s.id, s.duration_ms, s.created_at
  FROM artist_songs l
  JOIN songs s ON s.id = l.song_id
  JOIN pg_temp.staged_songs n ON n.title_key = s.title_key
  WHERE l.artist_id = %(artist_id)s AND n.song_id IS NULL
), pairs AS (
  SELECT
    c.ord, c.id,
    row_number() OVER (PARTITION BY c.ord ORDER BY abs(c.duration_ms - c.staged_ms), c.created_at, c.id) AS song_rank,
    row_number() OVER (PARTITION BY c.id ORDER BY abs(c.duration_ms - c.staged_ms), c.ord) AS staged_rank
  FROM candidates c
  WHERE abs(c.duration_ms - c.staged_ms) <= 2000
    AND NOT EXISTS (SELECT FROM pg_temp.staged_songs m WHERE m.song_id = c.id)
)
UPDATE pg_temp.staged_songs n SET song_id = p.id
FROM pairs p
WHERE p.ord = n.ord AND p.song_rank = 1 AND p.staged_rank = 1;

-- name: number_new_songs
UPDATE pg_temp.staged_songs SET song_id = gen_random_uuid(), is_new = true WHERE song_id IS NULL;

-- name: update_songs
-- Songs that another artist leads, and has led for longer than this one, are left to that artist's import.
WITH written AS (
  UPDATE songs s
  SET
    spotify_id = n.spotify_id, title = n.title, artist = n.artist, album = n.album,
    album_art_url = n.album_art_url, release_date = n.release_date, duration_ms = n.duration_ms,
    popularity = coalesce(n.popularity, s.popularity), preview_url = n.preview_url, is_explicit = n.is_explicit,
    is_playable = n.is_playable, is_live = n.is_live, is_demo = n.is_demo, track_number = n.track_number,
    disc_number = n.disc_number, isrc = coalesce(n.isrc, s.isrc), title_key = n.title_key
  FROM pg_temp.staged_songs n
  LEFT JOIN artist_songs mine
    ON mine.song_id = n.song_id AND mine.artist_id = %(artist_id)s AND mine.is_primary_artist
  WHERE s.id = n.song_id AND n.is_new IS NULL
    AND ROW(s.spotify_id, s.title, s.artist, s.album, s.album_art_url, s.release_date, s.duration_ms, s.popularity,
            s.preview_url, s.is_explicit, s.is_playable, s.is_live, s.is_demo, s.track_number, s.disc_number,
            s.isrc, s.title_key)
      IS DISTINCT FROM
        ROW(n.spotify_id, n.title, n.artist, n.album, n.album_art_url, n.release_date, n.duration_ms,
            coalesce(n.popularity, s.popularity), n.preview_url, n.is_explicit, n.is_playable, n.is_live, n.is_demo,
            n.track_number, n.disc_number, coalesce(n.isrc, s.isrc), n.title_key)
    AND NOT EXISTS (
      SELECT FROM artist_songs other
      WHERE other.song_id = n.song_id AND other.artist_id <> %(artist_id)s AND other.is_primary_artist
        AND (mine.id IS NULL OR (other.created_at, other.id) < (mine.created_at, mine.id))
    )
  RETURNING s.id
)
SELECT count(*) AS rows FROM written;

-- name: insert_songs
WITH written AS (
  INSERT INTO songs (
    id, spotify_id, title, artist, album, album_art_url, release_date, duration_ms, popularity, preview_url,
    is_explicit, is_playable, is_live, is_demo, track_number, disc_number, isrc, title_key
  )
  SELECT
    n.song_id, n.spotify_id, n.title, n.artist, n.album, n.album_art_url, n.release_date, n.duration_ms,
    coalesce(n.popularity, 0), n.preview_url, n.is_explicit, n.is_playable, n.is_live, n.is_demo, n.track_number,
    n.disc_number, n.isrc, n.title_key
  FROM pg_temp.staged_songs n
  WHERE n.is_new
  ORDER BY n.spotify_id
  RETURNING id
)
SELECT count(*) AS rows FROM written;

-- name: link_songs
WITH written AS (
  INSERT INTO artist_songs AS t (artist_id, song_id, is_primary_artist, release_count)
  SELECT %(artist_id)s, n.song_id, n.is_primary_artist, n.release_count
  FROM pg_temp.staged_songs n
  LEFT JOIN artist_songs l ON l.artist_id = %(artist_id)s AND l.song_id = n.song_id
  WHERE (l.is_primary_artist, l.release_count) IS DISTINCT FROM (n.is_primary_artist, n.release_count)
  ORDER BY n.song_id
  ON CONFLICT (artist_id, song_id) DO UPDATE
  SET is_primary_artist = excluded.is_primary_artist, release_count = excluded.release_count
  WHERE (t.is_primary_artist, t.release_count) IS DISTINCT FROM (excluded.is_primary_artist, excluded.release_count)
  RETURNING t.id
)
SELECT count(*) AS rows FROM written;

-- name: unconfirmed_songs
SELECT count(*) AS rows
FROM artist_songs l JOIN artists a ON a.id = l.artist_id
WHERE a.id = %(artist_id)s
  AND (a.song_catalog_synced_at IS NULL OR l.created_at > a.song_catalog_synced_at)
  AND NOT EXISTS (SELECT FROM pg_temp.staged_songs n WHERE n.song_id = l.song_id)
  AND NOT EXISTS (SELECT FROM setlist_songs p WHERE p.song_id = l.song_id);

-- name: drop_unconfirmed_songs
-- Links as in unconfirmed_songs, and the songs that nobody else is linked to. What a setlist holds stays.
WITH unlinked AS (
  DELETE FROM artist_songs l USING artists a
  WHERE a.id = %(artist_id)s AND l.artist_id = a.id
    AND (a.song_catalog_synced_at IS NULL OR l.created_at > a.song_catalog_synced_at)
    AND NOT EXISTS (SELECT FROM pg_temp.staged_songs n WHERE n.song_id = l.song_id)
    AND NOT EXISTS (SELECT FROM setlist_songs p WHERE p.song_id = l.song_id)
  RETURNING l.song_id
)
DELETE FROM songs s USING unlinked u
WHERE s.id = u.song_id
  AND NOT EXISTS (SELECT FROM artist_songs o WHERE o.song_id = s.id AND o.artist_id <> %(artist_id)s);

-- name: staged_song_ids
SELECT spotify_id, song_id FROM pg_temp.staged_songs ORDER BY ord;

-- name: artist_totals
SELECT
  count(*) FILTER (WHERE NOT s.is_live AND NOT s.is_demo) AS songs,
  count(DISTINCT s.album) FILTER (WHERE l.is_primary_artist) AS albums
FROM artist_songs l
JOIN songs s ON s.id = l.song_id
WHERE l.artist_id = %(artist_id)s;
