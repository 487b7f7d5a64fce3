CREATE TRIGGER name_artist_request BEFORE INSERT ON artist_requests
  FOR EACH ROW EXECUTE FUNCTION name_artist_request()
