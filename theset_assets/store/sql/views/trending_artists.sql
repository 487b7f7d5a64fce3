-- The document's ranking, as of its last refresh: the seven days before it. Unlike the document's it reads each table
-- once (`trending_as_of`) and can be refreshed without blocking its readers, for which it has a unique index. It is not
-- ordered: a refresh that only writes what changed keeps no order, the index on the score gives it.
CREATE MATERIALIZED VIEW trending_artists AS
SELECT
  a.id, a.name, a.slug, a.image_url, t.score AS trending_score, t.show_count, t.follower_count
FROM trending_as_of(7, now()) t
JOIN artists a ON a.id = t.artist_id
