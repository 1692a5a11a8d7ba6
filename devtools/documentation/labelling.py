"""What the theme's pages lack for those who listen to them: a name for the search."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

_SEARCH = 'data-md-component="search" role="dialog"'


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Names the search."""
    return output.replace(_SEARCH, f'{_SEARCH} aria-label="Search"')
