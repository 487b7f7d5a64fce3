CREATE TRIGGER notify_import_status_on_insert AFTER INSERT ON import_status
  FOR EACH ROW EXECUTE FUNCTION notify_import_status()
