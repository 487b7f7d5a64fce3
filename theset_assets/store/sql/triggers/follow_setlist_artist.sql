CREATE TRIGGER follow_setlist_artist AFTER UPDATE OF artist_id ON setlists
  FOR EACH ROW WHEN (OLD.artist_id IS DISTINCT FROM NEW.artist_id)
  EXECUTE FUNCTION follow_setlist_artist()
