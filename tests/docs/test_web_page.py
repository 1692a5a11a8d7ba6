"""docs/web-page.md tells of every address that the server answers at."""

import pytest

from bot.server import make_app
from tests.channels.web.conftest import all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.docs.pages import page, rows

APP = make_app(web=make_page(FakeBot(), FakeClock()), health=all_is_well)
ASKED = sorted(
    (method, route.path)
    for route in APP.routes
    for method in getattr(route, "methods", ())
    if method in ("GET", "POST", "PUT", "DELETE")
)
REQUESTS = rows(page("web-page.md"), "`")


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_every_request_is_told_of(method: str, path: str) -> None:
    named = f"{method} {path.split('{')[0]}"
    assert any(row.startswith((f"| `{named}`", f"| `{named}?", f"| `{named}…")) for row in REQUESTS)
