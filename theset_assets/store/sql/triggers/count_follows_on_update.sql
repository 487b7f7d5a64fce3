CREATE TRIGGER count_follows_on_update AFTER UPDATE ON user_follows_artists
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_follows()
