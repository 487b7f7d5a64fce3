-- name: mirror_state
-- Dagster's two tables in a schema, and how many of the mirror's triggers they carry.
SELECT
    to_regclass(format('%%I.event_logs', %(schema)s::text)) AS event_logs,
    to_regclass(format('%%I.run_tags', %(schema)s::text)) AS run_tags,
    (
        SELECT count(*) FROM pg_trigger AS t
        JOIN pg_class AS c ON c.oid = t.tgrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND t.tgname IN ('theset_mirror_run_event', 'theset_mirror_run_tag')
    ) AS triggers;
