CREATE TRIGGER update_import_status_updated_at BEFORE UPDATE ON import_status
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION update_updated_at_column()
