CREATE TRIGGER announce_artist_request AFTER INSERT ON artist_requests
  FOR EACH ROW EXECUTE FUNCTION announce_artist_request()
