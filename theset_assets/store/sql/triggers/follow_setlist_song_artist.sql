CREATE TRIGGER follow_setlist_song_artist AFTER UPDATE OF setlist_id ON setlist_songs
  FOR EACH ROW WHEN (OLD.setlist_id IS DISTINCT FROM NEW.setlist_id)
  EXECUTE FUNCTION follow_setlist_artist()
