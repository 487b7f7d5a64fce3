CREATE TRIGGER update_shows_updated_at BEFORE UPDATE ON shows
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION update_updated_at_column()
