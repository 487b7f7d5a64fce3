"""The smallest code location that shows a working stack: an asset, and a sensor that waits in its tick as ours does."""

import os
import time

import dagster


@dagster.asset
def thing() -> int:
    return 1


@dagster.sensor(target=[thing], minimum_interval_seconds=1, default_status=dagster.DefaultSensorStatus.RUNNING)
def waiting() -> dagster.SkipReason:
    time.sleep(float(os.environ.get("TINY_TICK_SECONDS", "0")))
    return dagster.SkipReason(os.environ.get("TICKETMASTER_API_KEY", "no key"))


defs = dagster.Definitions(assets=[thing], sensors=[waiting])
