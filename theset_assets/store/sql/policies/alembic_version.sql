-- The migrations' alone: nobody but the tables' owner reads or writes it.
ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON alembic_version FROM PUBLIC, anon, authenticated, service_role;
