CREATE TRIGGER update_upstream_apis_updated_at BEFORE UPDATE ON upstream_apis
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION update_updated_at_column()
