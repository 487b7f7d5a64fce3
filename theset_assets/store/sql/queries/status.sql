-- name: table_counts
SELECT
    (SELECT count(*) FROM artists) AS artists,
    (SELECT count(*) FROM venues) AS venues,
    (SELECT count(*) FROM shows) AS shows,
    (SELECT count(*) FROM songs) AS songs,
    (SELECT count(*) FROM setlists) AS setlists,
    (SELECT count(*) FROM artist_requests WHERE outcome IS NULL) AS pending_requests,
    (SELECT count(*) FROM import_status WHERE completed_at IS NULL) AS running_imports;

-- name: quota_use
SELECT api, day, CASE WHEN day = (now() AT TIME ZONE 'UTC')::date THEN used_today ELSE 0 END AS used_today, state
FROM upstream_apis ORDER BY api;

-- name: show_artists_table
SELECT a.name, a.total_songs, a.total_albums, a.popularity,
       (SELECT count(*) FROM shows AS s WHERE s.headliner_artist_id = a.id) AS shows, a.verified
FROM artists AS a WHERE a.last_synced_at IS NOT NULL ORDER BY a.last_synced_at DESC LIMIT %(limit)s;

-- name: show_shows_table
SELECT s.date, to_char(s.start_time, 'HH24:MI') AS time, s.name, v.name AS venue, v.city, v.country, s.status
FROM shows AS s LEFT JOIN venues AS v ON v.id = s.venue_id
WHERE s.date >= current_date ORDER BY s.date, s.start_time, s.id LIMIT %(limit)s;

-- name: show_venues_table
SELECT v.name, v.city, v.state, v.country, round(v.latitude, 4) AS latitude, round(v.longitude, 4) AS longitude,
       (SELECT count(*) FROM shows AS s WHERE s.venue_id = v.id) AS shows
FROM venues AS v ORDER BY shows DESC, v.name, v.id LIMIT %(limit)s;

-- name: show_songs_table
SELECT s.title, s.artist, s.album, s.release_date, s.popularity
FROM songs AS s ORDER BY s.popularity DESC, s.title, s.id LIMIT %(limit)s;

-- name: show_setlists_table
SELECT s.name AS show, s.date, l.type, l.name,
       (SELECT count(*) FROM setlist_songs AS x WHERE x.setlist_id = l.id) AS songs,
       (SELECT string_agg(g.title, ' · ' ORDER BY x.position) FROM setlist_songs AS x
        JOIN songs AS g ON g.id = x.song_id WHERE x.setlist_id = l.id AND x.position <= 3) AS opens_with
FROM setlists AS l JOIN shows AS s ON s.id = l.show_id
ORDER BY s.date, l.id LIMIT %(limit)s;
