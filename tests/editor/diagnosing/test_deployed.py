"""Each setting that is unsafe, missing or undecided is named, with its mend."""

from typing import Any

import pytest

from bot.editor.diagnosing import Weight, setting_findings
from tests.editor.diagnosing.laying import deployed, faults

DECISIONS = "who answers for this, what happens at night, who reads the counts"
UNSAFE, MISSING, UNDECIDED = Weight.UNSAFE, Weight.MISSING, Weight.UNDECIDED


def test_where_all_is_well_only_people_have_something_to_decide() -> None:
    assert faults(setting_findings(deployed())) == [(UNDECIDED, DECISIONS)]


def test_while_it_is_only_tried_nothing_has_to_be_decided() -> None:
    trial = deployed(is_production=False, key="", database="", keys="", public_url="")
    assert faults(setting_findings(trial)) == []


@pytest.mark.parametrize(
    ("changes", "weight", "what"),
    [
        ({"organisation": ""}, MISSING, "nobody is named"),
        ({"default_country": ""}, UNDECIDED, "no country is assumed"),
        ({"default_country": "Belgium"}, UNSAFE, "Belgium is not served"),
        ({"key": "correct horse battery staple"}, UNSAFE, "could be guessed"),
        ({"key": "abcd" * 12}, UNSAFE, "could be guessed"),
        ({"trusted_proxies": "*"}, UNSAFE, "every machine is trusted"),
        ({"host": "0.0.0.0"}, MISSING, "no proxy of another machine"),
        ({"frame_ancestors": ("https://*.example.org",)}, UNSAFE, "any site of https://*.example"),
        ({"frame_ancestors": ("http://example.org",)}, UNSAFE, "travels in the open"),
        ({"metrics_port": 9100, "metrics_host": "0.0.0.0"}, UNDECIDED, "told at 0.0.0.0"),
        ({"metrics_port": 9100, "metrics_host": "10.0.0.3"}, UNDECIDED, "told at 10.0.0.3"),
        ({"metrics_port": 9100, "metrics_host": "8.8.8.8"}, UNSAFE, "to everybody, at 8.8.8.8"),
        ({"log_level": "debug"}, MISSING, "the log tells everything"),
        ({"failpoint": "after_commit"}, UNSAFE, "kills itself on purpose"),
        ({"keys": "db.example.org/keys"}, MISSING, "on one database server"),
        ({"unsealed": ("db/bot",)}, UNDECIDED, "the way to db/bot is not sealed"),
        ({"guessable": ("db/bot",)}, UNSAFE, "the password of db/bot could be guessed"),
        ({"keys": ""}, UNDECIDED, "the key store lies in the data folder"),
        ({"keys": "", "database": ""}, UNDECIDED, "beside the database"),
    ],
)
def test_a_setting_that_is_not_well_is_named(
    changes: dict[str, Any], weight: Weight, what: str
) -> None:
    [found] = [it for it in faults(setting_findings(deployed(**changes))) if it[1] != DECISIONS]
    assert found[0] is weight
    assert what in found[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics_host": "8.8.8.8"},
        {"metrics_port": 9100},
        {"host": "0.0.0.0", "trusted_proxies": "10.0.0.2"},
        {"frame_ancestors": ("https://www.example.org",)},
    ],
)
def test_what_is_well_is_not_blamed(changes: dict[str, Any]) -> None:
    assert faults(setting_findings(deployed(**changes))) == [(UNDECIDED, DECISIONS)]


def test_no_secret_is_told() -> None:
    key = "correct horse battery staple"
    assert key not in "\n".join(map(str, setting_findings(deployed(key=key))))
