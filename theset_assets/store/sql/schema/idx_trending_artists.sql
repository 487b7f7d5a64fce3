-- The first lets REFRESH … CONCURRENTLY find what changed, the second is the document's.
CREATE UNIQUE INDEX trending_artists_id_key ON trending_artists (id);
CREATE INDEX idx_trending_artists_score ON trending_artists (trending_score DESC);
