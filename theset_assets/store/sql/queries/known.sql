-- name: known_artists
-- `active`: a show within 30 days, or a follow or vote within 7 (the rule is catalogue.freshness.is_active).
SELECT a.ticketmaster_id, a.id, a.spotify_id, a.name, a.last_synced_at, a.song_catalog_synced_at, a.last_full_sync_at,
    (
        SELECT min(s.date) FROM shows AS s
        WHERE s.headliner_artist_id = a.id AND s.date >= current_date AND s.status IN ('upcoming', 'rescheduled', 'ongoing')
    ) AS next_show,
    greatest(
        (SELECT max(f.followed_at) FROM user_follows_artists AS f WHERE f.artist_id = a.id),
        (
            SELECT max(v.created_at) FROM setlists AS l
            JOIN setlist_songs AS x ON x.setlist_id = l.id
            JOIN setlist_votes AS v ON v.setlist_song_id = x.id
            WHERE l.artist_id = a.id
        )
    ) AS last_engagement
FROM artists AS a WHERE a.ticketmaster_id = ANY(%(attraction_ids)s) OR a.spotify_id = ANY(%(spotify_ids)s);

-- name: known_show_dates
SELECT ticketmaster_id, date FROM shows WHERE ticketmaster_id = ANY(%(event_ids)s);

-- name: songs_of_artist
-- What the setlist rules ask of an artist's studio songs. `plays`: how often actual setlists have them.
SELECT s.id::text AS id, coalesce(s.spotify_id, '') AS key, s.title, s.popularity, s.is_playable, s.release_date,
    l.is_primary_artist, l.release_count AS releases,
    (
        SELECT count(*) FROM setlist_songs AS x JOIN setlists AS p ON p.id = x.setlist_id
        WHERE x.song_id = s.id AND p.type = 'actual'
    ) AS plays
FROM artist_songs AS l JOIN songs AS s ON s.id = l.song_id
WHERE l.artist_id = %(artist_id)s AND NOT s.is_live AND NOT s.is_demo;
