"""A database that is away, old or too new is named."""

import time

import pytest

from bot.domain.errors import StoreUnavailable
from bot.editor.diagnosing import Stored, Weight, key_findings, store_findings
from tests.editor.diagnosing.laying import faults


@pytest.mark.parametrize("revision", ["0002", None])
def test_the_newest_form_and_none_yet_are_well(revision: str | None) -> None:
    assert faults(store_findings(lambda: Stored(revision, "0002"))) == []


def test_an_older_form_is_to_be_decided() -> None:
    [(weight, what)] = faults(store_findings(lambda: Stored("0001", "0002")))
    assert weight is Weight.UNDECIDED
    assert "older form (0001)" in what


def test_a_newer_form_is_unsafe() -> None:
    [(weight, _)] = faults(store_findings(lambda: Stored("0003", "0002")))
    assert weight is Weight.UNSAFE


def test_a_database_that_is_away_is_unsafe_and_says_what_to_do() -> None:
    def away() -> Stored:
        raise StoreUnavailable("The database cannot be used: the disk is full: make room.")

    [finding] = store_findings(away)
    assert finding.weight is Weight.UNSAFE
    assert "the disk is full: make room" in finding.mend


def test_one_that_does_not_answer_is_not_waited_for() -> None:
    def hang() -> Stored:
        time.sleep(60)
        return Stored(None, "0002")

    [finding] = store_findings(hang, seconds=0.01)
    assert "does not answer" in finding.mend


def test_a_key_store_that_answers_is_well() -> None:
    assert faults(key_findings(lambda: None)) == []


@pytest.mark.parametrize("seconds", [5, 0.01])
def test_a_key_store_that_is_away_is_unsafe(seconds: float) -> None:
    def away() -> None:
        time.sleep(0.1)
        raise StoreUnavailable("The database is away: start it.")

    [(weight, what)] = faults(key_findings(away, seconds))
    assert weight is Weight.UNSAFE
    assert what == "the key store cannot be used"
