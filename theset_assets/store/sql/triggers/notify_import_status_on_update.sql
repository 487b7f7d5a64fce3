CREATE TRIGGER notify_import_status_on_update AFTER UPDATE ON import_status
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION notify_import_status()
