"""`python -m theset_assets.sandbox --port 8055`: the stand-ins as a process. `theset sandbox` has more options."""

from __future__ import annotations

import argparse

from theset_assets.sandbox.server import serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="theset_assets.sandbox")
    parser.add_argument("--port", type=int, default=0)
    serve(port=parser.parse_args().port)
