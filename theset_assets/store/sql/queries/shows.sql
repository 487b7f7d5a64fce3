-- name: resolve_staged_shows
UPDATE pg_temp.staged_shows n
SET
  headliner_artist_id = (SELECT a.id FROM artists a WHERE a.ticketmaster_id = n.headliner_key),
  venue_id = (SELECT v.id FROM venues v WHERE v.ticketmaster_id = n.venue_key);

-- name: drop_unresolved_shows
DELETE FROM pg_temp.staged_shows
WHERE headliner_artist_id IS NULL OR (venue_key IS NOT NULL AND venue_id IS NULL)
RETURNING ticketmaster_id;

-- name: lock_shows_with_other_bills
WITH wanted AS (
  SELECT s.id AS show_id, a.id AS artist_id,
    row_number() OVER (PARTITION BY s.id ORDER BY min(b.place)) AS billing_order
  FROM pg_temp.staged_shows n
  JOIN shows s ON s.ticketmaster_id = n.ticketmaster_id
  CROSS JOIN unnest(n.headliner_key || n.line_up) WITH ORDINALITY AS b (ticketmaster_id, place)
  JOIN artists a ON a.ticketmaster_id = b.ticketmaster_id
  GROUP BY s.id, a.id
), wanted_bills AS (
  SELECT show_id, array_agg(artist_id ORDER BY billing_order) AS bill FROM wanted GROUP BY show_id
)
SELECT s.id
FROM wanted_bills w
JOIN shows s ON s.id = w.show_id
WHERE w.bill IS DISTINCT FROM (
  SELECT array_agg(l.artist_id ORDER BY l.billing_order) FROM show_artists l WHERE l.show_id = w.show_id
)
ORDER BY s.id
FOR NO KEY UPDATE OF s;

-- name: replace_bills
-- One row: how many places on bills were taken away, added or moved.
WITH wanted AS (
  SELECT s.id AS show_id, a.id AS artist_id,
    row_number() OVER (PARTITION BY s.id ORDER BY min(b.place)) AS billing_order
  FROM pg_temp.staged_shows n
  JOIN shows s ON s.ticketmaster_id = n.ticketmaster_id
  CROSS JOIN unnest(n.headliner_key || n.line_up) WITH ORDINALITY AS b (ticketmaster_id, place)
  JOIN artists a ON a.ticketmaster_id = b.ticketmaster_id
  GROUP BY s.id, a.id
), removed AS (
  DELETE FROM show_artists l
  WHERE l.show_id IN (SELECT show_id FROM wanted)
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.show_id = l.show_id AND w.artist_id = l.artist_id)
  RETURNING l.show_id
), written AS (
  INSERT INTO show_artists AS t (show_id, artist_id, billing_order)
  SELECT w.show_id, w.artist_id, w.billing_order
  FROM wanted w
  LEFT JOIN show_artists l ON l.show_id = w.show_id AND l.artist_id = w.artist_id
  WHERE l.billing_order IS DISTINCT FROM w.billing_order
  ORDER BY w.show_id, w.artist_id
  ON CONFLICT (show_id, artist_id) DO UPDATE SET billing_order = excluded.billing_order
  WHERE t.billing_order IS DISTINCT FROM excluded.billing_order
  RETURNING t.show_id
)
SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM written);
