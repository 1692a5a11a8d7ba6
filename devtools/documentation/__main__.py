"""`./run docs` builds the documentation as a site; `./run docs serve` shows it while it is written.

It is served on loopback only: MkDocs' own server is no server for others.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "site"


def parser() -> argparse.ArgumentParser:
    """What `./run docs` understands."""
    made = argparse.ArgumentParser(prog="./run docs", description="The documentation as a site.")
    made.add_argument("what", nargs="?", choices=("build", "serve"), default="build")
    made.add_argument("--out", type=Path, default=SITE, help="the folder to build into")
    made.add_argument("--port", type=int, default=8002, help="where `serve` listens")
    return made


def main() -> int:
    """Builds or serves; a link or a page that is wrong ends it with 1."""
    asked = parser().parse_args()
    return serve(asked.port) if asked.what == "serve" else build(asked.out.resolve())


def build(out: Path) -> int:
    """Builds the site into that folder, where any browser can open it."""
    wrong = _mkdocs("build", "--strict", "--site-dir", str(out))
    if not wrong:
        print(f"Open {out / 'index.html'}")
    return wrong


def serve(port: int) -> int:
    """Shows the site, and shows it anew at every change of a page."""
    print(f"Open http://127.0.0.1:{port}/ — Ctrl-C stops it.", flush=True)
    try:
        return _mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
    except KeyboardInterrupt:
        return 0


def _mkdocs(*asked: str) -> int:
    # Never with --quiet: what is not said is not counted by --strict either.
    command = [sys.executable, "-m", "mkdocs", *asked]
    # It would speak of another program of its makers at every start.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
