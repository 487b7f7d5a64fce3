"""Stand-ins for the Ticketmaster and Spotify APIs, served over real HTTP on loopback, with faults to order.

Other rooms know nothing of it, and it knows nothing of them: it answers as the upstream documents and recordings say,
so that demo, tests and benchmarks go through the same HTTP as production. docs/sandbox.md explains it to its user.
"""

from __future__ import annotations

from theset_assets.sandbox.app import create_app
from theset_assets.sandbox.config import SandboxConfig
from theset_assets.sandbox.demo import DEMO_ARTISTS, DemoArtist
from theset_assets.sandbox.faults import Fault, FaultKind, parse_fault
from theset_assets.sandbox.server import Sandbox, running, sandbox_env, serve, served

__all__ = [
    "DEMO_ARTISTS",
    "DemoArtist",
    "Fault",
    "FaultKind",
    "Sandbox",
    "SandboxConfig",
    "create_app",
    "parse_fault",
    "running",
    "sandbox_env",
    "serve",
    "served",
]
