-- name: functions_and_bodies
-- No colons in these: SQLAlchemy would read parameters.
SELECT p.proname AS name, p.prosrc AS body
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public';

-- name: location_type
-- How `venues.location` is kept: cube, or geometry (with PostGIS).
SELECT t.typname
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname = 'venues' AND a.attname = 'location' AND NOT a.attisdropped
  AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public');

-- name: policies_and_views
-- Views, tables with row level security, and their policies as `table policy`.
SELECT concat(c.relname, ' ', p.polname) AS name
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relrowsecurity
UNION ALL
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND (c.relkind IN ('v', 'm') OR c.relkind = 'r' AND c.relrowsecurity);

-- name: published_tables
SELECT tablename FROM pg_publication_tables WHERE pubname = 'supabase_realtime' AND schemaname = 'public';

-- name: tables_to_browse
SELECT
  c.relname AS name,
  CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind,
  CASE WHEN c.relkind <> 'v' AND c.reltuples >= 0 THEN c.reltuples::bigint END AS rows,
  pg_size_pretty(pg_total_relation_size(c.oid)) AS size,
  (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname;
