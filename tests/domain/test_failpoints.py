import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import bot
from bot.domain.errors import UnsafeDeployment
from bot.domain.failpoints import EVERY, NAMES, arm, disarm, failpoint

PASS = """
from bot.domain.failpoints import arm, failpoint
{arming}
for _ in range(2):
    failpoint({name!r})
"""


def run(arming: str, name: str = "after_commit") -> int:
    code = PASS.format(arming=arming, name=name)
    return subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_an_armed_failpoint_kills_the_process() -> None:
    assert run("arm({'after_commit'})") == -signal.SIGKILL


def test_another_failpoint_than_the_armed_one_does_nothing() -> None:
    assert run("arm({'after_commit'})", name="before_commit") == 0


def test_it_can_be_passed_some_times_first() -> None:
    assert run("arm({'after_commit'}, passing=1)") == -signal.SIGKILL
    assert run("arm({'after_commit'}, passing=2)") == 0


def test_nothing_is_armed_by_itself() -> None:
    for name in NAMES:
        failpoint(name)


def test_an_armed_one_that_is_to_be_passed_lets_pass_and_can_be_disarmed() -> None:
    arm({"after_commit"}, passing=2)
    try:
        failpoint("after_commit")
        failpoint("before_commit")
        failpoint("after_commit")
    finally:
        disarm()
    failpoint("after_commit")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnsafeDeployment, match="after_lunch"):
        arm({"after_lunch"})


def test_every_name_has_its_place_in_the_code_and_every_place_a_name() -> None:
    code = "".join(path.read_text() for path in Path(bot.__path__[0]).rglob("*.py"))
    placed = Counter(re.findall(r'failpoint\("([a-z_]+)"\)', code))
    assert set(placed) == set(EVERY)
