"""`python -m devtools.fake_telegram --port 8081`: the fake with its page, until Ctrl-C."""

import argparse
import contextlib
import sys
import time
from socket import create_server

from devtools.fake_telegram.serving import Server, configured
from devtools.fake_telegram.world import TOKEN, World


def main() -> int:
    """Serves on the loopback; tells where, and with which token."""
    parser = argparse.ArgumentParser(prog="python -m devtools.fake_telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes any that is free")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--seed", type=int, default=None, help="repeats the same chance")
    wanted = parser.parse_args()
    seed = int(time.time()) if wanted.seed is None else wanted.seed
    world = World(wanted.token, seed=seed)
    # A bot that met an earlier fake knows its update ids and would take ours for repeated ones.
    world.updates.jump(int(time.time()) % 2**30)
    try:
        listening = create_server((wanted.host, wanted.port))
    except OSError as error:
        sys.stderr.write(f"Port {wanted.port} cannot be listened on ({error.strerror}).\n")
        return 1
    tell(f"http://{wanted.host}:{listening.getsockname()[1]}", wanted.token)
    with contextlib.suppress(KeyboardInterrupt):
        Server(configured(world)).run(sockets=[listening])
    return 0


def tell(address: str, token: str) -> None:
    """Where it answers, and to whom; it listens already."""
    sys.stdout.write(f"Page: {address}/\nBot API: {address}/bot\nToken: {token}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
