"""Ports for servers that the tests start in processes of their own."""

import secrets
import socket

FIRST, LAST = 20_000, 30_000
"""Below those that systems hand to whoever connects: between choosing a port and listening on it
seconds may pass, in which one of those would be given to somebody else.
"""


def free_port() -> int:
    """One that nobody listens on, and that nobody is given by chance."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
