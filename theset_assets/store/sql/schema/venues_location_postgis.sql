-- The document's column. The database fills it, so that no writer can get it wrong.
ALTER TABLE venues ADD COLUMN location geometry(Point, 4326) GENERATED ALWAYS AS (
  ST_SetSRID(ST_MakePoint(longitude::double precision, latitude::double precision), 4326)
) STORED
