"""Postgres: the schema, the SQL, the bulk loader and the embedded server. All SQL of the package stands here."""
