CREATE TRIGGER guard_setlist_vote BEFORE INSERT OR UPDATE OR DELETE ON setlist_votes
  FOR EACH ROW EXECUTE FUNCTION guard_setlist_vote()
