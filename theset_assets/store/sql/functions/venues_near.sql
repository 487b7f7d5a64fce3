-- The venues within `radius_km` of a place, nearest first, with the distance along the Earth's surface (a sphere).
-- `max_venues` NULL: all of them. Both the box and the order use the index on `location`.
CREATE FUNCTION venues_near(
  lat double precision, lng double precision, radius_km double precision, max_venues integer DEFAULT 50
) RETURNS TABLE (
  id uuid, name varchar, slug varchar, city varchar, state varchar, country varchar,
  latitude numeric, longitude numeric, distance_km double precision
)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, extensions, pg_temp
AS $$
  WITH asked AS MATERIALIZED (
    SELECT
      cube(ARRAY[
        6371.0088 * cos(radians(lat)) * cos(radians(lng)),
        6371.0088 * cos(radians(lat)) * sin(radians(lng)),
        6371.0088 * sin(radians(lat))
      ]) AS place,
      2 * 6371.0088 * sin(least(greatest(radius_km, 0) / (2 * 6371.0088), pi() / 2)) AS chord
  )
  SELECT
    v.id, v.name, v.slug, v.city, v.state, v.country, v.latitude, v.longitude,
    2 * 6371.0088 * asin(least((v.location <-> a.place) / (2 * 6371.0088), 1)) AS distance_km
  FROM asked a
  -- The box is a millimetre larger than the sphere: a venue on its rim is not lost to rounding.
  JOIN venues v ON v.location <@ cube_enlarge(a.place, a.chord + 0.000001, 3)
  WHERE (v.location <-> a.place) <= a.chord + 0.000001
  ORDER BY v.location <-> a.place
  LIMIT max_venues
$$
