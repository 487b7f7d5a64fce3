"""What Dagster loads: complete, and as the site expects it."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest

from theset_assets.assets.partitions import ARTISTS, HOURS
from theset_assets.automation.jobs import IMPORT_ARTIST, REFRESH_TRENDING
from theset_assets.automation.requests import Launch, run_request
from theset_assets.automation.schedules import trending_hourly
from theset_assets.definitions import build_defs
from theset_assets.settings import read_settings

ASSETS = {
    "artists": set(),
    "venues": {"artists"},
    "shows": {"artists", "venues"},
    "songs": {"artists"},
    "setlists": {"shows", "songs"},
    "trending_artists": {"shows", "setlists"},
}


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs(read_settings())


def test_the_assets_and_their_lineage(defs: dg.Definitions) -> None:
    found = {
        spec.key.to_user_string(): {dep.asset_key.to_user_string() for dep in spec.deps}
        for spec in defs.resolve_all_asset_specs()
    }
    assert found == ASSETS


@pytest.mark.parametrize("name", ASSETS)
def test_every_asset_says_what_it_is(defs: dg.Definitions, name: str) -> None:
    [spec] = [spec for spec in defs.resolve_all_asset_specs() if spec.key == dg.AssetKey(name)]
    assert spec.description and len(spec.description) > 40
    assert spec.owners and spec.kinds and spec.group_name
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema) and len(schema.columns) > 3
    assert spec.metadata["dagster/table_name"].startswith("public.")
    assert spec.partitions_def == (HOURS if name == "trending_artists" else ARTISTS)


def test_every_run_has_an_end_and_runs_in_one_process(defs: dg.Definitions) -> None:
    for name in (IMPORT_ARTIST, REFRESH_TRENDING):
        job = defs.resolve_job_def(name)
        assert int(job.tags["dagster/max_runtime"]) > 0
        assert int(job.tags["dagster/max_retries"]) > 0
        assert job.executor_def.name == "in_process"


def test_sensors_and_schedule_run_without_being_switched_on(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    assert {sensor.default_status for sensor in repository.sensor_defs} == {dg.DefaultSensorStatus.RUNNING}
    assert {schedule.default_status for schedule in repository.schedule_defs} == {dg.DefaultScheduleStatus.RUNNING}
    assert all(sensor.description for sensor in repository.sensor_defs)


def test_the_schedule_asks_for_the_hour_that_has_ended() -> None:
    at = dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC)
    request = trending_hourly(dg.build_schedule_context(scheduled_execution_time=at))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-02-28-23:00"


def test_a_run_is_named_by_its_job_and_comes_before_what_nobody_waits_for() -> None:
    request = run_request(Launch(job_id="import-x", attraction_id="K8v1"))
    assert (request.run_key, request.partition_key) == ("import-x", "K8v1")
    assert request.tags["theset/job_id"] == "import-x"
    assert int(request.tags["dagster/priority"]) > 0
