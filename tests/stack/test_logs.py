"""Log tails are short and hold no secret."""

from __future__ import annotations

import pytest

from theset_assets.process.logs import redact, tail


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no postgresql://theset:s3cr3t@127.0.0.1/theset", "no postgresql://theset:***@127.0.0.1/theset"),
        ("GET /events.json?apikey=abc123&size=200", "GET /events.json?apikey=***&size=200"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ('{"access_token": "abc", "expires_in": 3600}', '{"access_token": "***", "expires_in": 3600}'),
        ("client_secret=xyz", "client_secret=***"),
        ("http://127.0.0.1:3000/runs", "http://127.0.0.1:3000/runs"),
    ],
)  # fmt: skip
def test_what_names_itself_a_secret_is_hidden(text, shown):
    assert redact(text) == shown


def test_known_secrets_are_hidden_anywhere():
    assert redact("the key hunter2 was refused", ["hunter2", ""]) == "the key *** was refused"


def test_tail_is_the_last_lines_without_colours_and_blanks(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("before\n" + "".join(f"\x1b[32mline {n}\x1b[0m\n\n" for n in range(30)) + "y" * 2000 + "\n")
    assert tail(log, lines=3, start=7).splitlines() == ["line 28", "line 29", "y" * 500]
    assert "before" not in tail(log, lines=1000, start=7)


def test_no_log_no_tail(tmp_path):
    assert tail(tmp_path / "none.log") == ""
