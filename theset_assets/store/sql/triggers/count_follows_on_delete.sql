CREATE TRIGGER count_follows_on_delete AFTER DELETE ON user_follows_artists
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_follows()
