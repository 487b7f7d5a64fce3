"""Dagster's home and storage address, as the stack makes them."""

from __future__ import annotations

import json

import psycopg
import pytest

from theset_assets.errors import StackError
from theset_assets.stack.dagster import make_home
from theset_assets.store.dagster_schema import storage_url


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ("postgresql://u:p@h:5/d", "?options=-csearch_path%3Ddagster"),
        ("postgresql://u:p@h/d?sslmode=require", "?sslmode=require&options=-csearch_path%3Ddagster"),
        ("postgresql://u:p@h/d?options=-cx%3D1", "?options=-csearch_path%3Ddagster"),
    ],
)
def test_storage_url_adds_the_search_path(given, query):
    made = storage_url(given)
    assert made == given.partition("?")[0] + query
    assert psycopg.conninfo.conninfo_to_dict(made)["options"] == "-csearch_path=dagster"


def test_home_has_the_projects_instance_and_a_workspace_of_our_code_server(tmp_path):
    config = tmp_path / "project.yaml"
    config.write_text("telemetry: {enabled: false}\n")
    make_home(tmp_path / "home", config, code_port=4266)
    assert (tmp_path / "home" / "dagster.yaml").read_text() == config.read_text()
    server = {"host": "127.0.0.1", "port": 4266, "location_name": "theset_assets"}
    assert json.loads((tmp_path / "home" / "workspace.yaml").read_text()) == {"load_from": [{"grpc_server": server}]}


def test_no_instance_config_no_stack(tmp_path):
    with pytest.raises(StackError, match=r"dagster\.yaml is missing"):
        make_home(tmp_path / "home", tmp_path / "dagster.yaml", code_port=1)
