"""The schedules. Times are UTC."""

import datetime as dt

import dagster as dg

from theset_assets.assets.partitions import HOURS
from theset_assets.automation.jobs import REFRESH_TRENDING


@dg.schedule(  # pyright: ignore[reportUnknownMemberType]
    name="trending_hourly",
    cron_schedule="0 * * * *",
    job_name=REFRESH_TRENDING,
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every hour on the hour: scores and ranks all artists as of the end of the hour before.",
)
def trending_hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask for the hour that has just ended."""
    hour = context.scheduled_execution_time.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    ended = (hour - dt.timedelta(hours=1)).strftime(HOURS.fmt)
    return dg.RunRequest(run_key=f"trending-{ended}", partition_key=ended)
