"""Asks the bot that runs on this machine whether it is well: `./run health`, and the check of the
container.

It needs the standard library alone: a small machine runs it twice a minute, beside the bot.
"""

import json
import os
import sys
from http.client import HTTPConnection, HTTPException

PATIENCE = 4.0
"""Seconds; less than what a container's check waits."""
HERE = "127.0.0.1"


def what_is_wrong(port: int, patience: float = PATIENCE) -> str:
    """One line for the operator; empty when all is well."""
    connection = HTTPConnection(HERE, port, timeout=patience)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        return f"No bot answers on port {port} of this machine ({type(error).__name__})."
    finally:
        connection.close()
    if answer.status == 200:
        return ""
    wrong = told.get("wrong") if isinstance(told, dict) else None
    return "; ".join(map(str, wrong or [f"/health answers {answer.status}"]))


def tell_health(port: int | None = None) -> int:
    """Tells it in one line; 0 when all is well, else 1."""
    wrong = what_is_wrong(port or int(os.environ.get("MAKE_IT_SAFE_PORT") or 8000))
    sys.stdout.write(f"{wrong or 'well'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(tell_health())
