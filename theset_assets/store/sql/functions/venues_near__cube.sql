-- The venues within `radius_km` of a place, nearest first, with the distance along the Earth's surface (a sphere).
-- `max_venues` NULL: all of them. The index on `location` gives the venues in this order, so that few rows are read
-- however wide the radius is; for that the place has to be a variable, not a column of a query, and the planner, which
-- takes every box for a small one, must not prefer to fetch all of the box and sort it.
CREATE FUNCTION venues_near(
  lat double precision, lng double precision, radius_km double precision, max_venues integer DEFAULT 50
) RETURNS TABLE (
  id uuid, name varchar, slug varchar, city varchar, state varchar, country varchar,
  latitude numeric, longitude numeric, distance_km double precision
)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = public, extensions, pg_temp
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
DECLARE
  diameter constant double precision := 2 * 6371.0088;
  place cube := cube(ARRAY[
    6371.0088 * cos(radians(lat)) * cos(radians(lng)),
    6371.0088 * cos(radians(lat)) * sin(radians(lng)),
    6371.0088 * sin(radians(lat))
  ]);
  -- A straight line through the Earth; a millimetre longer, so that a venue on the rim is not lost to rounding.
  chord double precision := diameter * sin(least(greatest(radius_km, 0) / diameter, pi() / 2)) + 0.000001;
BEGIN
  RETURN QUERY
  SELECT
    v.id, v.name, v.slug, v.city, v.state, v.country, v.latitude, v.longitude,
    diameter * asin(least((v.location <-> place) / diameter, 1))
  FROM venues v
  WHERE v.location <@ cube_enlarge(place, chord, 3) AND (v.location <-> place) <= chord
  ORDER BY v.location <-> place
  LIMIT max_venues;
END
$$
