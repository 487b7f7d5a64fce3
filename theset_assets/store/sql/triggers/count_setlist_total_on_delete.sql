CREATE TRIGGER count_setlist_total_on_delete AFTER DELETE ON setlist_songs
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_setlist_total()
