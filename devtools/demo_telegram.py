"""`./run demo-telegram`: the bot on a Telegram of its own, to try without an account or a token.

Two programs, as it would be for real: the fake Telegram with its page, and the bot that polls it,
or with `--webhook` is called by it. What the bot keeps lies in a folder that goes when this ends.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from devtools.fake_telegram.world import TOKEN

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 10
"""How long the two may take to stop."""


def main() -> int:
    """Runs both until one of them ends, or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./run demo-telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="of the fake Telegram and its page")
    parser.add_argument("--page-port", type=int, default=8000, help="of the bot's own page")
    parser.add_argument("--webhook", action="store_true", help="Telegram brings the messages")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fake = [sys.executable, "-m", "devtools.fake_telegram", "--port", str(asked.port)]
        with subprocess.Popen(fake, cwd=ROOT) as telegram:
            bot = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=_surroundings(asked, folder),
            )
            try:
                return _until_one_ends(telegram, bot)
            finally:
                for process in (bot, telegram):
                    process.terminate()
                bot.wait(SECONDS)


def _surroundings(asked: argparse.Namespace, folder: str) -> dict[str, str]:
    """The bot of this demonstration is not that of the settings of this machine."""
    page = f"http://127.0.0.1:{asked.page_port}"
    called = {"MAKE_IT_SAFE_PUBLIC_URL": page, "MAKE_IT_SAFE_TELEGRAM_WEBHOOK": "true"}
    usual = {name: it for name, it in os.environ.items() if not name.startswith("MAKE_IT_SAFE_")}
    return {
        **usual,
        "MAKE_IT_SAFE_PORT": str(asked.page_port),
        "MAKE_IT_SAFE_DATA_DIR": folder,
        "MAKE_IT_SAFE_TELEGRAM_TOKEN": TOKEN,
        "MAKE_IT_SAFE_TELEGRAM_API": f"http://127.0.0.1:{asked.port}",
        **(called if asked.webhook else {}),
    }


def _until_one_ends(*processes: subprocess.Popen[bytes]) -> int:
    try:
        while True:
            for process in processes:
                try:
                    return process.wait(0.5)
                except subprocess.TimeoutExpired:
                    continue
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
