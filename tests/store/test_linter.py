"""The properties that Supabase's database linter looks for, read from the catalogue on each kind of server.

Each statement gives what is wrong; the numbers are the linter's own. What it would report all the same stands in
`EXPLAINED`, and in docs/schema.md with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.postgres

DOCS = Path(__file__).parents[2] / "docs" / "schema.md"

CHECKS = {
    "0001 unindexed_foreign_keys": """
        SELECT conname FROM pg_constraint c
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
            AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
    """,
    "0002 auth_users_exposed": """
        SELECT c.relname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class
        WHERE d.refobjid = 'auth.users'::regclass AND c.relnamespace = 'public'::regnamespace
    """,
    "0003 auth_rls_initplan": """
        SELECT policyname FROM pg_policies, concat(qual, ' ', with_check) AS said
        WHERE schemaname = 'public' AND said ~ 'auth\\.\\w+\\(|current_setting\\('
          AND regexp_replace(said, '\\( SELECT auth\\.\\w+\\(\\)', '', 'g') ~ 'auth\\.\\w+\\(|current_setting\\('
    """,
    "0004 no_primary_key": """
        SELECT relname FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)
    """,
    "0006 multiple_permissive_policies": """
        SELECT tablename || ' ' || role || ' ' || command FROM pg_policies, unnest(roles) AS role,
          unnest(CASE cmd WHEN 'ALL' THEN '{SELECT,INSERT,UPDATE,DELETE}' ELSE ARRAY[cmd] END) AS command
        WHERE schemaname = 'public' AND permissive = 'PERMISSIVE'
        GROUP BY tablename, role, command HAVING count(*) > 1
    """,
    "0007 policy_exists_rls_disabled, 0013 rls_disabled_in_public": """
        SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
          AND NOT relrowsecurity
    """,
    "0008 rls_enabled_no_policy": """
        SELECT relname FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity
          AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
    """,
    "0009 duplicate_index": """
        SELECT min(indexname) FROM pg_indexes WHERE schemaname = 'public'
        GROUP BY tablename, replace(indexdef, indexname, '') HAVING count(*) > 1
    """,
    "0010 security_definer_view": """
        SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
          AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true']
    """,
    "0011 function_search_path_mutable": """
        SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=%')
    """,
    "0014 extension_in_public": """
        SELECT extname FROM pg_extension WHERE extnamespace = 'public'::regnamespace
    """,
    "0015 rls_references_user_metadata": """
        SELECT policyname FROM pg_policies WHERE concat(qual, with_check) LIKE '%user_metadata%'
    """,
    "0016 materialized_view_in_api, 0017 foreign_table_in_api": """
        SELECT relname FROM pg_class, unnest(ARRAY['anon', 'authenticated']) AS role
        WHERE relkind IN ('m', 'f') AND relnamespace = 'public'::regnamespace
          AND has_table_privilege(role, oid, 'SELECT')
    """,
    "0018 unsupported_reg_types": """
        SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0
          AND atttypid IN ('regproc'::regtype, 'regclass'::regtype, 'regrole'::regtype, 'regnamespace'::regtype)
    """,
    "0021 fkey_to_auth_unique": """
        SELECT conname FROM pg_constraint c JOIN pg_index i ON i.indexrelid = c.conindid
        WHERE contype = 'f' AND confrelid = 'auth.users'::regclass AND NOT i.indisprimary
    """,
    "0024 rls_policy_always_true": """
        SELECT policyname FROM pg_policies
        WHERE schemaname = 'public' AND cmd <> 'SELECT' AND roles && '{anon,authenticated,public}'
          AND (qual = 'true' OR with_check = 'true' OR cmd IN ('INSERT', 'ALL') AND with_check IS NULL)
    """,
    "0028 anon_security_definer_function_executable": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
          AND has_function_privilege('anon', oid, 'EXECUTE')
    """,
    "0029 authenticated_security_definer_function_executable": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
          AND has_function_privilege('authenticated', oid, 'EXECUTE')
    """,
}
EXPLAINED = {
    "0008 rls_enabled_no_policy": {"upstream_apis", "alembic_version"},
    "0028 anon_security_definer_function_executable": {"calculate_trending_score"},
    "0029 authenticated_security_definer_function_executable": {"calculate_trending_score", "cast_vote"},
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_linter_would_find_nothing_unexplained(each_db: psycopg.Connection[Any], check: str) -> None:
    assert {name for (name,) in each_db.execute(CHECKS[check].encode())} == EXPLAINED.get(check, set())


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("0001 unindexed_foreign_keys", "DROP INDEX idx_setlists_artist_id"),
        ("0002 auth_users_exposed", "CREATE VIEW leak AS SELECT id FROM auth.users"),
        ("0003 auth_rls_initplan", "CREATE POLICY p ON songs FOR UPDATE USING (auth.uid() IS NOT NULL)"),
        ("0004 no_primary_key", "CREATE TABLE keyless (a int)"),
        ("0006 multiple_permissive_policies", "CREATE POLICY p ON songs FOR ALL TO anon USING (false)"),
        ("0007 policy_exists_rls_disabled, 0013 rls_disabled_in_public", "CREATE TABLE open (a int)"),
        ("0008 rls_enabled_no_policy", 'DROP POLICY "Public read access" ON songs'),
        ("0009 duplicate_index", "CREATE INDEX again ON songs (title)"),
        ("0010 security_definer_view", "CREATE VIEW v AS SELECT id FROM songs"),
        ("0011 function_search_path_mutable", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        ("0014 extension_in_public", "CREATE EXTENSION citext SCHEMA public"),
        ("0016 materialized_view_in_api, 0017 foreign_table_in_api", "GRANT SELECT ON trending_artists TO anon"),
        ("0024 rls_policy_always_true", "CREATE POLICY p ON songs FOR INSERT TO authenticated WITH CHECK (true)"),
        ("0028 anon_security_definer_function_executable", "GRANT EXECUTE ON FUNCTION count_follows() TO anon"),
        ("0029 authenticated_security_definer_function_executable",
         "GRANT EXECUTE ON FUNCTION count_follows() TO PUBLIC"),
    ],
)  # fmt: skip
def test_each_check_finds_what_it_is_for(db: psycopg.Connection[Any], check: str, fault: str) -> None:
    with db.transaction(force_rollback=True):
        db.execute(fault.encode())
        assert {name for (name,) in db.execute(CHECKS[check].encode())} - EXPLAINED.get(check, set())


@pytest.mark.parametrize("check", EXPLAINED)
def test_what_is_left_is_explained(check: str) -> None:
    text = DOCS.read_text(encoding="utf-8")
    number, name = check.split()
    assert f"| {number} `{name}` |" in text
    assert all(f"`{found}`" in text for found in EXPLAINED[check])


def test_triggers_functions_and_the_ranking_are_nobodys_to_call(each_db: psycopg.Connection[Any]) -> None:
    callable_by = {
        (name, role)
        for name, role in each_db.execute("""
            SELECT proname, role FROM pg_proc, unnest(ARRAY['anon', 'authenticated', 'service_role']) AS role
            WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(role, oid, 'EXECUTE')
        """)
    }
    everybody = ("anon", "authenticated", "service_role")
    assert callable_by == {
        *(("calculate_trending_score", role) for role in everybody),
        *(("venues_near", role) for role in everybody),
        ("cast_vote", "authenticated"),
    }


def test_no_role_of_the_api_owns_or_bypasses(each_db: psycopg.Connection[Any]) -> None:
    found = each_db.execute("""
        SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated', 'authenticator')
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
        UNION ALL
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
          AND relowner IN ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole)
    """)
    assert found.fetchall() == []
