"""Running a command as the service does, over stand-ins of systemd's own commands."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DROP_IN = """
[Service]
LoadCredential=telegram_token:/etc/make-it-safe/telegram_token
Environment=MAKE_IT_SAFE_TELEGRAM_TOKEN_FILE=%d/telegram_token
"""


@pytest.fixture
def systemd(tmp_path: Path) -> Path:
    """A folder with stand-ins: one shows the service as it was shipped and changed, one what it is
    given, a line each.
    """
    unit = (ROOT / "deploy" / "make-it-safe.service").read_text() + DROP_IN
    (tmp_path / "unit").write_text(unit)
    for name, does in (
        ("systemctl", f"cat {tmp_path}/unit"),
        ("systemd-run", "printf '%s\\n' \"$@\""),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def as_the_bot(systemd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What it did."""
    command = [str(ROOT / "deploy" / "as-the-bot"), *words]
    path = {"PATH": f"{systemd}:{os.environ['PATH']}"}
    return subprocess.run(command, env=path, capture_output=True, text=True)


def test_a_command_has_the_settings_and_secrets_of_the_service(systemd: Path) -> None:
    given = as_the_bot(systemd, "keys", "rotate", "--to", "a file").stdout.splitlines()
    secrets = "/run/credentials/make-it-safe-command.service"
    assert "--property=User=make-it-safe" in given
    assert "--property=EnvironmentFile=/etc/make-it-safe/settings" in given
    assert f"--property=Environment=MAKE_IT_SAFE_KEY_FILE={secrets}/key" in given
    assert (
        f"--property=Environment=MAKE_IT_SAFE_TELEGRAM_TOKEN_FILE={secrets}/telegram_token" in given
    )
    assert given[-5:] == ["bot", "keys", "rotate", "--to", "a file"]


def test_a_later_setting_counts_as_it_does_for_the_service(systemd: Path) -> None:
    given = as_the_bot(systemd, "doctor").stdout.splitlines()
    key, token = (
        next(at for at, word in enumerate(given) if name in word)
        for name in ("KEY_FILE", "TOKEN_FILE")
    )
    assert key < token


def test_it_starts_nothing_but_a_command(systemd: Path) -> None:
    done = as_the_bot(systemd)
    assert (done.returncode, done.stdout) == (2, "")
    assert not any(
        "ExecStart" in word for word in as_the_bot(systemd, "doctor").stdout.splitlines()
    )


def test_without_the_service_it_says_where_to_begin(systemd: Path) -> None:
    (systemd / "unit").unlink()
    done = as_the_bot(systemd, "doctor")
    assert done.returncode == 2
    assert "docs/hosting.md" in done.stderr
