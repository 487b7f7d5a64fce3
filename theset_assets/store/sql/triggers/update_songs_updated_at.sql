CREATE TRIGGER update_songs_updated_at BEFORE UPDATE ON songs
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION update_updated_at_column()
