-- The venues within `radius_km` of a place, nearest first, with the distance along the Earth's surface (a sphere, as
-- where there is no PostGIS; the ellipsoid's distances differ by up to 0.5 %). `max_venues` NULL: all of them.
-- The index on the geography gives the venues in this order, so that few rows are read however wide the radius is; for
-- that the place has to be a variable, not a column of a query, and the planner must not prefer to fetch all within the
-- radius and sort them.
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
  -- PostGIS's sphere has a radius of 6371.0087714… km, the cube's 6371.0088.
  km_per_metre constant double precision := 6371.0088 / 6371008.7714150598;
  place geography := ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography;
  -- A millimetre more, so that a venue on the rim is not lost to rounding.
  metres double precision := greatest(radius_km, 0) / km_per_metre + 0.001;
BEGIN
  RETURN QUERY
  SELECT
    v.id, v.name, v.slug, v.city, v.state, v.country, v.latitude, v.longitude,
    ST_Distance(v.location::geography, place, false) * km_per_metre
  FROM venues v
  WHERE ST_DWithin(v.location::geography, place, metres, false)
  ORDER BY v.location::geography <-> place
  LIMIT max_venues;
END
$$
