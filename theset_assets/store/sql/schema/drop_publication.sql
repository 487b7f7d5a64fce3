-- Takes away the publication where `publication.sql` made it, else our tables from it.
DO $drop_publication$
DECLARE
  realtime record;
  published name;
BEGIN
  SELECT oid, pubowner, puballtables INTO realtime FROM pg_publication WHERE pubname = 'supabase_realtime';
  IF NOT FOUND OR NOT pg_has_role(realtime.pubowner, 'USAGE') THEN
    RETURN;
  END IF;
  IF obj_description(realtime.oid, 'pg_publication') = 'made by theset' THEN
    DROP PUBLICATION supabase_realtime;
    RETURN;
  END IF;
  FOR published IN
    SELECT tablename FROM pg_publication_tables
    WHERE pubname = 'supabase_realtime' AND schemaname = 'public' AND NOT realtime.puballtables
      AND tablename IN ('import_status', 'setlist_songs', 'artist_requests')
  LOOP
    EXECUTE format('ALTER PUBLICATION supabase_realtime DROP TABLE public.%I', published);
  END LOOP;
END
$drop_publication$
