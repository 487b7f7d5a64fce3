"""How the assets are cut up: one partition an artist, one partition an hour of trending."""

from __future__ import annotations

import dagster as dg

ARTISTS = dg.DynamicPartitionsDefinition(name="artists")
"""Keys are Ticketmaster attraction ids; the request sensor adds one when an artist is asked for."""

HOURS = dg.HourlyPartitionsDefinition(start_date="2026-01-01-00:00", timezone="UTC", end_offset=1)
"""Hours in UTC. The hour under way is one too: it may be materialized early, and is written again at its end."""
