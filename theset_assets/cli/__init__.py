"""The `theset` command."""

from theset_assets.cli.app import app

__all__ = ["app"]
