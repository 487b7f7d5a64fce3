-- Every table's columns, constraints and indexes as docs/schema.md lists them: one row a line of its tables.
SELECT 'column' AS kind, c.relname || '.' || a.attname AS name,
  ARRAY[
    replace(format_type(a.atttypid, a.atttypmod), 'extensions.', ''),
    CASE WHEN a.attnotnull THEN 'no' ELSE 'yes' END,
    CASE WHEN a.attgenerated <> '' THEN 'generated' ELSE coalesce(pg_get_expr(d.adbin, d.adrelid), '') END
  ] AS said
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm', 'v')
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'alembic_version'
UNION ALL
SELECT 'constraint', conname, ARRAY[conrelid::regclass::text, pg_get_constraintdef(oid)]
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 'alembic_version'::regclass
UNION ALL
SELECT 'index', i.indexname,
  ARRAY[
    i.tablename::text,
    replace(regexp_replace(i.indexdef, '^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING ', '\1'), 'extensions.', '')
  ]
FROM pg_indexes i
WHERE schemaname = 'public' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = i.indexname)
  AND tablename <> 'alembic_version'
ORDER BY 1, 2
