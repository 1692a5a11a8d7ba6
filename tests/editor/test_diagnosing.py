"""What a deployment still lacks is said in words, and nothing wrong is called well."""

from pathlib import Path

import pytest

from bot.editor.diagnosing import Deployed, deployment_findings


@pytest.mark.parametrize(
    ("country", "well"),
    [("BE", True), ("LU", True), ("Belgium", False), ("be", False), ("", False)],
)
def test_an_assumed_country_is_one_that_is_served(country: str, well: bool) -> None:
    deployed = Deployed("development", "", country, ("BE", "LU"), Path("data"))
    told = [finding for finding in deployment_findings(deployed) if "countr" in finding.what]
    assert [finding.well for finding in told] == [well]
