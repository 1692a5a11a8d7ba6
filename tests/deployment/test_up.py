"""The real images by the real compose file: young people talk through the proxy while one service
after another is killed, and help stays in sight.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import httpx
import pytest

from tests.deployment.building import build_all
from tests.deployment.engine import installed_engine
from tests.deployment.home import Home, Talk, brought_up, wait_until_well

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("containers")]

WORDS = "he says zebracrossing and wants more pics"
SERVICES = ("bot", "database", "keys", "proxy")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    engine = installed_engine()
    build_all(engine)
    with brought_up(engine, tmp_path_factory.mktemp("home")) as home:
        yield home


@pytest.fixture
def talk(home: Home) -> Iterator[Talk]:
    """A young person who has said a few things; all is well again afterwards."""
    with home.browser() as browser:
        talk = Talk(browser)
        talk.say({"start": True})
        talk.say({"text": WORDS})
        yield talk
    for service in SERVICES:
        home.start(service)
    wait_until_well(home)


def help_in(answer: httpx.Response) -> list[str]:
    """The numbers that an answer shows, be it a page or the script's."""
    if answer.headers["content-type"].startswith("text/html"):
        return re.findall(r'href="tel:([\d+]+)"', answer.text)
    contacts = [line for reply in answer.json()["replies"] for line in reply["contacts"]]
    return [line["dial"] for line in contacts if line["dial"]]


def listen_until_cut(talk: Talk) -> None:
    """As an open page does."""
    with suppress(httpx.TransportError):
        talk.heard(1000)


def test_the_page_comes_through_the_proxy(home: Home) -> None:
    with home.browser() as browser:
        page = browser.get("/")
    assert page.status_code == 200
    assert "112" in help_in(page)
    assert page.headers["strict-transport-security"]
    assert "server" not in page.headers


def test_a_reply_comes_by_the_stream_while_it_is_open(talk: Talk) -> None:
    before = len(talk.shown)
    heard: dict[int, str] = {}
    waiting = Thread(target=lambda: heard.update(talk.heard(before + 1)))
    waiting.start()
    talk.say({"choice": "/help"})
    waiting.join(30)
    assert talk.shown.items() >= heard.items()
    assert len(heard) > before


@pytest.mark.parametrize("service", ["database", "keys"])
def test_without_a_database_there_is_a_card_and_then_it_goes_on(
    home: Home, talk: Talk, service: str
) -> None:
    home.kill(service)
    answer = talk.try_to_say({"text": "are you there"}, id="while-it-is-away")
    page = talk.browser.get("/")
    home.start(service)
    assert answer.status_code == 200 or (answer.json()["again"] and help_in(answer))
    assert page.status_code == 200
    assert help_in(page)
    talk.say({"text": "are you there"}, id="while-it-is-away")
    talk.say({"choice": "/help"})
    assert talk.heard(len(talk.shown)) == talk.shown


def test_one_bot_of_two_is_enough(home: Home, talk: Talk) -> None:
    first, *others = home.containers("bot")
    assert others
    home.engine.run("podman", "stop", "--time", "0", first)
    talk.say({"choice": "/help"}, seconds=10)
    home.start("bot")
    assert talk.heard(len(talk.shown)) == talk.shown


def test_without_any_bot_the_proxy_shows_numbers(home: Home, talk: Talk) -> None:
    home.kill("bot")
    page = talk.browser.get("/?lang=fr")
    answer = talk.try_to_say({"text": "are you there"})
    left = talk.browser.post("/leave")
    home.start("bot")
    assert page.status_code == 503
    assert {"112", "116111"} <= set(help_in(page))
    assert answer.json()["again"]
    assert left.status_code == 303
    talk.say({"choice": "/help"})
    assert talk.heard(len(talk.shown)) == talk.shown


def test_without_the_proxy_the_open_page_has_numbers_and_then_it_goes_on(
    home: Home, talk: Talk
) -> None:
    page = talk.browser.get("/")
    home.kill("proxy")
    with pytest.raises(httpx.TransportError):
        talk.try_to_say({"text": "are you there"}, id="while-it-is-away")
    home.start("proxy")
    assert help_in(page)
    talk.say({"text": "are you there"}, id="while-it-is-away")
    assert talk.heard(len(talk.shown)) == talk.shown


def test_everything_killed_at_once_comes_back(home: Home, talk: Talk) -> None:
    for service in SERVICES:
        home.kill(service)
    for service in SERVICES:
        home.start(service)
    talk.say({"choice": "/help"}, seconds=120)
    assert talk.heard(len(talk.shown)) == talk.shown


def test_what_dies_by_itself_is_started_again(home: Home, talk: Talk) -> None:
    for service in SERVICES:
        container = home.containers(service)[0]
        before = home.state(container, "Pid")
        home.engine.run("kill", "-KILL", before)
        talk.say({"choice": "/help"}, seconds=120)
        until = time.monotonic() + 60
        while home.state(container, "Pid") in (before, "0"):
            assert time.monotonic() < until, container
            time.sleep(0.5)


def test_no_secret_is_told_by_the_engine_or_a_log(home: Home, talk: Talk) -> None:
    told = home.told()
    assert "MAKE_IT_SAFE_KEY_FILE" in told
    for name, secret in home.secrets().items():
        assert secret.strip() not in told, name
    assert talk.token not in told


def test_no_words_and_no_browser_are_in_a_log(home: Home, talk: Talk) -> None:
    talk.browser.get("/", headers={"User-Agent": "canary-of-a-browser"})
    told = home.told()
    assert "zebracrossing" not in told
    assert "canary-of-a-browser" not in told
    assert "remote_ip" not in told


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_has_no_power(home: Home, service: str) -> None:
    container = home.containers(service)[0]
    status = home.inside(container, "cat", "/proc/1/status")
    assert not re.search(r"^Uid:\s+0", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert "Read-only file system" in home.inside(container, "touch", "/etc/x", "/usr/x")


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_says_that_it_is_well(home: Home, service: str) -> None:
    for container in home.containers(service):
        home.engine.run("podman", "healthcheck", "run", container)


def test_the_health_check_can_say_no(home: Home) -> None:
    container = home.containers("bot")[0]
    assert "No bot answers on port 9" in home.inside(
        container, "env", "MAKE_IT_SAFE_PORT=9", "python", "-m", "bot.asking"
    )


def test_the_databases_are_out_of_the_proxys_reach(home: Home) -> None:
    proxy = home.containers("proxy")[0]
    tried = "import socket, sys; socket.create_connection((sys.argv[1], 5432), 2)"
    for name in ("database", "keys"):
        own = home.containers(name)[0]
        network = {"database": "conversations"}.get(name, name)
        form = f'{{{{(index .NetworkSettings.Networks "mis-test_{network}").IPAddress}}}}'
        address = home.engine.run("podman", "inspect", "--format", form, own).strip()
        assert address
        for target in (name, address):
            assert "Traceback" in home.inside(proxy, "python3", "-c", tried, target)
        bot = home.containers("bot")[0]
        assert home.inside(bot, "python", "-c", tried, address) == ""


def test_a_stop_is_quick_though_a_page_is_open(home: Home, talk: Talk) -> None:
    container = home.containers("bot")[0]
    listening = Thread(target=listen_until_cut, args=(talk,))
    listening.start()
    home.engine.run("podman", "stop", "--time", "10", container)
    code = home.state(container, "ExitCode")
    home.start("bot")
    listening.join(60)
    assert code == "0", "137: it had to be killed"


DUMP = "exec -T {service} pg_dump -U postgres --format=custom {database} > {database}.dump"
RESTORE = (
    "exec -T {service} pg_restore -U postgres --clean --if-exists --dbname={database}"
    " < {database}.dump"
)
DATABASES = {"database": "conversations", "keys": "keys"}


def test_a_restored_backup_does_not_bring_back_what_was_forgotten(home: Home, talk: Talk) -> None:
    with home.browser() as browser:
        leaving = Talk(browser)
        leaving.say({"start": True})
        for service, database in DATABASES.items():
            home.type(DUMP.format(service=service, database=database))
        assert browser.post("/leave", headers=leaving.headers).status_code == 303
    home.type("stop bot")
    for service, database in DATABASES.items():
        home.type(RESTORE.format(service=service, database=database))
    home.type("start bot")
    wait_until_well(home)
    assert talk.heard(len(talk.shown)) == talk.shown
    with home.browser() as browser:
        assert browser.get("/replies?after=0", headers=leaving.headers).json()["replies"] == []


def test_the_key_is_changed_as_the_page_on_hosting_says(home: Home, talk: Talk) -> None:
    before = home.secrets()["key"]
    home.type("stop bot")
    home.type("run --rm --no-deps -T bot keys rotate --to /data/new.key")
    home.type("run --rm --no-deps -T --entrypoint cat bot /data/new.key > secrets/key.new")
    home.type("run --rm --no-deps -T --entrypoint rm bot /data/new.key")
    home.engine.run("sh", "-c", "chmod 444 key.new && mv key.new key", cwd=home.folder / "secrets")
    home.type("start bot")
    assert home.secrets()["key"].strip() != before.strip()
    talk.say({"choice": "/help"}, seconds=120)
    assert talk.heard(len(talk.shown)) == talk.shown
