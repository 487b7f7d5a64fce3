CREATE INDEX idx_venues_location ON venues USING gist (location)
