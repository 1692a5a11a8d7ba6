"""Pages of the root join the site with their links turned to where things stand there."""

import pytest

from devtools.documentation.joining import DOCS, ROOT, with_links_turned


@pytest.mark.parametrize(
    ("source", "shown_as", "written", "turned"),
    [
        ("index.md", "index.md", "../SECURITY.md", "security.md"),
        ("index.md", "index.md", "../README.md", "index.md"),
        ("privacy/dpia.md", "privacy/dpia.md", "../../README.md", "../index.md"),
        ("privacy/dpia.md", "privacy/dpia.md", "../data.md#backups", "../data.md#backups"),
        (
            "../CONTRIBUTING.md",
            "contributing.md",
            "docs/decisions/README.md",
            "decisions/README.md",
        ),
        ("../CONTRIBUTING.md", "contributing.md", "CHANGELOG.md", "changelog.md"),
        ("data.md", "data.md", "https://example.org/x.md", "https://example.org/x.md"),
    ],
)
def test_a_link_is_turned(source: str, shown_as: str, written: str, turned: str) -> None:
    page = (DOCS / source).resolve()
    assert with_links_turned(f"[so]({written})", page, shown_as) == f"[so]({turned})"


def test_a_file_that_is_no_page_keeps_its_link() -> None:
    assert (
        with_links_turned("[so](LICENSE)", ROOT / "SECURITY.md", "security.md") == "[so](LICENSE)"
    )
