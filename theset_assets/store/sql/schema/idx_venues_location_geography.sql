-- Distances are searched for on the globe: the index on the geometry orders by degrees.
CREATE INDEX idx_venues_location_geography ON venues USING gist ((location::geography))
