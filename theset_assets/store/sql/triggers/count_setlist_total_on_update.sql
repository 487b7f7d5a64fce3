CREATE TRIGGER count_setlist_total_on_update AFTER UPDATE ON setlist_songs
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_setlist_total()
