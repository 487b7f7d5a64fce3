CREATE TRIGGER count_setlist_votes_on_insert AFTER INSERT ON setlist_votes
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_setlist_votes()
