CREATE TRIGGER count_setlist_votes_on_delete AFTER DELETE ON setlist_votes
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_setlist_votes()
