CREATE TRIGGER count_follows_on_insert AFTER INSERT ON user_follows_artists
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_follows()
