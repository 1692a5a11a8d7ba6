"""The licences of libraries: what is accepted, and that silence is not."""

from importlib.metadata import Distribution
from pathlib import Path

import pytest

from tests.licences import accepts, objections, stated


def library(folder: Path, metadata: str) -> Distribution:
    path = folder / "thing-1.dist-info"
    path.mkdir()
    (path / "METADATA").write_text(f"Metadata-Version: 2.4\nName: thing\nVersion: 1\n{metadata}\n")
    return Distribution.at(path)


@pytest.mark.parametrize(
    "expression", ["MIT", "BSD License", "Apache-2.0 OR GPL-3.0-only", "MIT AND PSF-2.0", "MPL-2.0"]
)
def test_permissive_and_weak_copyleft_are_accepted(expression: str) -> None:
    assert accepts(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "",
        "(MIT OR ISC) AND GPL-2.0-only",
    ],
)
def test_anything_else_is_not(expression: str) -> None:
    assert not accepts(expression)


def test_silence_is_an_objection(tmp_path: Path) -> None:
    assert objections([library(tmp_path, "")]) == ["thing 1 states nothing"]


def test_a_classifier_counts_where_there_is_no_expression(tmp_path: Path) -> None:
    gpl = "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
    assert objections([library(tmp_path, gpl)]) != []


def test_an_expression_goes_before_classifiers(tmp_path: Path) -> None:
    both = "License-Expression: MIT\nClassifier: License :: OSI Approved :: BSD License"
    assert stated(library(tmp_path, both)) == ["MIT"]
