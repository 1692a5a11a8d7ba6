"""`python -m devtools.fake_telegram --port 8081`: the fake with its page, until Ctrl-C."""

import argparse
import sys
import time

import uvicorn

from devtools.fake_telegram.serving import configured
from devtools.fake_telegram.world import TOKEN, World


def main() -> int:
    """Serves on the loopback; tells where, and with which token."""
    parser = argparse.ArgumentParser(prog="python -m devtools.fake_telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--seed", type=int, default=None, help="repeats the same chance")
    wanted = parser.parse_args()
    seed = int(time.time()) if wanted.seed is None else wanted.seed
    world = World(wanted.token, seed=seed)
    # A bot that met an earlier fake knows its update ids and would take ours for repeated ones.
    world.updates.jump(int(time.time()) % 2**30)
    address = f"http://{wanted.host}:{wanted.port}"
    sys.stdout.write(f"Page: {address}/\nBot API: {address}/bot\nToken: {wanted.token}\n")
    sys.stdout.flush()
    uvicorn.Server(configured(world, wanted.host, wanted.port)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
