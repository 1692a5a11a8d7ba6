"""Every link leads somewhere, every page is found, every decision is listed."""

from pathlib import Path

import pytest

from devtools.documentation.joining import JOINED
from tests.docs.pages import DOCS, LINK, PAGES, ROOT, anchors, navigation

DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    for target, _, anchor in (link.partition("#") for link in links):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text()), anchor


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        links = {
            (page.parent / link.split("#")[0]).resolve() for link in LINK.findall(page.read_text())
        }
        waiting += [each for each in links if each.suffix == ".md" and each not in seen]
    assert set(PAGES) - seen == set()


def test_the_site_names_every_page_once() -> None:
    pages = [each.relative_to(DOCS).as_posix() for each in PAGES if each.is_relative_to(DOCS)]
    assert sorted(navigation()) == sorted([*pages, *JOINED.values()]), "see nav: in mkdocs.yml"


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda page: page.name)
def test_a_decision_is_one_page_in_three_parts(decision: Path) -> None:
    text = decision.read_text()
    assert text.startswith(f"# {decision.name[:4]} ")
    assert {"context", "decision", "consequence"} <= anchors(text)
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda page: page.name)
def test_every_decision_is_listed(decision: Path) -> None:
    listed = (DOCS / "decisions" / "README.md").read_text()
    assert f"| [{decision.name[:4]}]({decision.name}) |" in listed


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(each.name[:4]) for each in DECISIONS] == list(range(1, len(DECISIONS) + 1))
