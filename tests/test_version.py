"""One version, wherever it is written."""

import re
import tomllib
from pathlib import Path

import bot

ROOT = Path(__file__).resolve().parent.parent


def test_the_package_has_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == bot.__version__


def test_the_changelog_starts_with_the_packages_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == bot.__version__


def test_each_version_in_the_changelog_puts_safety_first() -> None:
    changes = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    heads = [re.findall(r"^### (.+)$", each, re.MULTILINE) for each in changes]
    assert all(each[0] == "Safety" for each in heads)
