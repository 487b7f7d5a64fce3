-- Runs the first of two variants where PostGIS is installed, the second where it is not. Decided here and not by the
-- program, so that the same SQL can be written out offline. The extension is found wherever it is installed, and the
-- functions made here find it there too.
DO $by_location$
DECLARE
  at name;
  postgis boolean;
  search_path_before constant text := current_setting('search_path');
BEGIN
  SELECT n.nspname, e.extname = 'postgis' INTO STRICT at, postgis
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname IN ('postgis', 'cube') ORDER BY e.extname DESC LIMIT 1;
  PERFORM set_config('search_path', format('public, %I', at), true);
  EXECUTE replace(CASE WHEN postgis THEN $postgis$
{postgis}
$postgis$ ELSE $cube$
{cube}
$cube$ END, 'SET search_path = public, extensions,', format('SET search_path = public, %I,', at));
  PERFORM set_config('search_path', search_path_before, true);
END
$by_location$
