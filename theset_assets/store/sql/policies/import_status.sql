-- Everybody sees how far an import is, the service alone writes it.
ALTER TABLE import_status ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON import_status FROM PUBLIC, anon, authenticated;
GRANT SELECT ON import_status TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON import_status TO service_role;
CREATE POLICY "Users can view import status" ON import_status FOR SELECT TO anon, authenticated USING (true);
