-- A profile is seen by everybody where it is public, else by its user alone. Users make and change their own, but not
-- its statistics and times; it goes with the user in auth.users.
ALTER TABLE user_profiles ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON user_profiles FROM PUBLIC, anon, authenticated;
GRANT SELECT ON user_profiles TO anon, authenticated;
GRANT
  INSERT (id, username, display_name, bio, avatar_url, location, website, email_notifications, public_profile),
  UPDATE (username, display_name, bio, avatar_url, location, website, email_notifications, public_profile)
  ON user_profiles TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_profiles TO service_role;
CREATE POLICY "Public profiles can be viewed" ON user_profiles
  FOR SELECT TO anon USING (public_profile);
CREATE POLICY "Users can view public profiles and their own" ON user_profiles
  FOR SELECT TO authenticated USING (public_profile OR id = (SELECT auth.uid()));
CREATE POLICY "Users can make own profile" ON user_profiles
  FOR INSERT TO authenticated WITH CHECK (id = (SELECT auth.uid()));
CREATE POLICY "Users can update own profile" ON user_profiles
  FOR UPDATE TO authenticated USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));
