CREATE TRIGGER guard_import_status BEFORE INSERT OR UPDATE ON import_status
  FOR EACH ROW EXECUTE FUNCTION guard_import_status()
