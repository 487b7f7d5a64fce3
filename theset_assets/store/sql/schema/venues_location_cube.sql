-- Where a venue is, as a point in kilometres from the Earth's centre (mean radius 6371.0088 km): the straight line
-- between two such points grows with the way between them, across the date line and at the poles too, which degrees
-- do not. The trigonometry stands here and not in a function (or `ll_to_earth`) so that a dump can be restored.
ALTER TABLE venues ADD COLUMN location cube GENERATED ALWAYS AS (
  CASE WHEN latitude IS NOT NULL AND longitude IS NOT NULL THEN
    cube(ARRAY[
      6371.0088 * cos(radians(latitude::double precision)) * cos(radians(longitude::double precision)),
      6371.0088 * cos(radians(latitude::double precision)) * sin(radians(longitude::double precision)),
      6371.0088 * sin(radians(latitude::double precision))
    ])
  END
) STORED
