CREATE TRIGGER count_setlist_total_on_insert AFTER INSERT ON setlist_songs
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_setlist_total()
