-- What realtime clients can follow. On Supabase the publication is there and gets the tables, where its owner lets us;
-- elsewhere it is made. The comment on it says whose it is.
DO $publication$
DECLARE
  owner oid;
  everything boolean;
  wanted text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'supabase_realtime') THEN
    CREATE PUBLICATION supabase_realtime;
    COMMENT ON PUBLICATION supabase_realtime IS 'made by theset';
  END IF;
  SELECT pubowner, puballtables INTO owner, everything FROM pg_publication WHERE pubname = 'supabase_realtime';
  IF everything THEN
    RETURN;
  END IF;
  IF NOT pg_has_role(owner, 'USAGE') THEN
    RAISE WARNING 'supabase_realtime belongs to %, who has to add import_status, setlist_songs and artist_requests.',
      pg_get_userbyid(owner);
    RETURN;
  END IF;
  FOREACH wanted IN ARRAY ARRAY['import_status', 'setlist_songs', 'artist_requests'] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_publication_tables
      WHERE pubname = 'supabase_realtime' AND schemaname = 'public' AND tablename = wanted
    ) THEN
      EXECUTE format('ALTER PUBLICATION supabase_realtime ADD TABLE public.%I', wanted);
    END IF;
  END LOOP;
END
$publication$
