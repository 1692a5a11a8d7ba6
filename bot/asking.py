"""Asks the bot that runs on this machine whether it is well (`./run health`), or whether it answers
at all: the check of the container. What ails beside the page (a database that is away) must never
end a container that shows helplines.

It needs the standard library alone: a small machine runs it twice a minute, beside the bot.
"""

import json
import os
import sys
import time
from http.client import HTTPConnection, HTTPException

PATIENCE = 4.0
"""Seconds; less than what a container's check waits."""
AGAIN = 0.25
"""Seconds between two questions."""
HERE = "127.0.0.1"


def what_is_wrong(port: int, patience: float = PATIENCE, path: str = "/health") -> str:
    """One line for the operator; empty when all is well."""
    connection = HTTPConnection(HERE, port, timeout=patience)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        return (
            f"No bot answers on port {port} of this machine ({type(error).__name__}): start it, "
            "or read its log."
        )
    finally:
        connection.close()
    if answer.status == 200:
        return ""
    wrong = told.get("wrong") if isinstance(told, dict) else None
    return "; ".join(map(str, wrong or [f"{path} answers {answer.status}"]))


def tell_health(port: int | None = None, wait: float = 0.0, path: str = "/health") -> int:
    """Tells it in one line; 0 when all is well, else 1. A bot that has just been started has so
    many seconds to become well.
    """
    port = port or int(os.environ.get("MAKE_IT_SAFE_PORT") or 8000)
    until = time.monotonic() + wait
    while (wrong := what_is_wrong(port, path=path)) and time.monotonic() < until:
        time.sleep(AGAIN)
    sys.stdout.write(f"{wrong or 'well'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(tell_health(path="/alive"))
