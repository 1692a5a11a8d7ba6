"""What `./run test` takes in and what it says that it left out."""

import pytest

from tests.running import Part, Result, Wanted, asked, closing_parts, run_part, the_tests


def test_the_default_leaves_out_what_needs_more_than_python() -> None:
    assert asked([]).markers == (
        "not browser and not containers and not crash and not telegram and not postgres "
        "and not long"
    )


def test_all_takes_everything_but_the_night() -> None:
    assert asked(["--all"]).markers == "not long"


def test_long_takes_everything() -> None:
    assert asked(["--long"]) == Wanted(everything=True, long=True)
    assert asked(["--long"]).markers == ""


def test_what_follows_two_dashes_goes_to_pytest() -> None:
    wanted = asked(["--all", "--", "tests/domain", "--all", "-x"])
    assert wanted.pytest_arguments == ("tests/domain", "--all", "-x")


def test_an_unknown_argument_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked(["tests/domain"])
    assert "unrecognized arguments" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "lines"), [([], 2), (["--all"], 1), (["--long"], 0)])
def test_what_was_left_out_is_said(arguments: list[str], lines: int) -> None:
    assert len(asked(arguments).left_out) == lines


def test_coverage_has_floors_only_where_all_tests_ran() -> None:
    assert closing_parts(asked([])) == []
    assert "--cov" not in the_tests(asked([])).command
    assert "--cov" in the_tests(asked(["--all"])).command


@pytest.mark.xdist_group("together")
def test_a_group_stays_together_in_one_process(
    request: pytest.FixtureRequest, worker_id: str
) -> None:
    assert worker_id == "master" or request.node.nodeid.endswith("@together")


@pytest.mark.parametrize(("command", "passed"), [(["true"], True), (["false"], False)])
def test_a_part_passes_by_its_exit_code(command: list[str], passed: bool) -> None:
    assert run_part(Part("a part", command)).passed is passed


def test_a_line_tells_name_verdict_and_time() -> None:
    assert str(Result("types", passed=False, seconds=1.25)).split() == [
        "FAILED",
        "types",
        "1.2",
        "s",
    ]
