"""The commands of `./run`; what each one does is in `docs/commands.md`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.asking import tell_health
from bot.bootstrap import (
    LiveContent,
    StoppedClock,
    SystemClock,
    build_terminal,
)
from bot.channels.terminal import Messages, answer_lines, talk
from bot.content.watching import Shelf
from bot.detectors.language import FastLanguageReader
from bot.dialogue.wording import phrase
from bot.domain.errors import BotError, Refused
from bot.editor import checking, diagnosing
from bot.editor import graph as graphing
from bot.editor.screening import screen_lines
from bot.observing.logs import LogFormat, start_logs
from bot.ports import Clock
from bot.settings import read_settings, secrets_of

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Make-It-Safe: a bot for young people's safety online.",
    epilog="Also: ./run test runs every check and test, ./run bench measures.",
)

keys = typer.Typer(rich_markup_mode=None, help="The keys of this deployment.")
app.add_typer(keys, name="keys")

Language = Annotated[str | None, typer.Option(help="en or fr; read from what is typed if left out")]
Country = Annotated[str | None, typer.Option(help="the country the conversation is had in")]
At = Annotated[str | None, typer.Option(help="what time it is, such as 2026-12-24T23:00")]
Root = Annotated[Path, typer.Option(help="the folder that holds flows/ and content/")]


def main() -> None:
    """Runs the command line; an error is one plain sentence and exit 2, never a traceback."""
    try:
        app(prog_name="./run")
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Serves the page where no command is named."""
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve(
    workers: Annotated[
        int | None, typer.Option(help="processes that answer; more than one needs PostgreSQL")
    ] = None,
    worker: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Serves the page."""
    settings = read_settings(**({} if workers is None else {"workers": workers}))
    start_logs(LogFormat(settings.log_format), settings.log_level, secrets_of(settings))
    # Imported late: the other commands need neither a web server nor a database, which take most
    # of a second.
    from bot.serving import serve_as_worker, serve_by_workers, serve_page

    if worker:
        return asyncio.run(serve_as_worker(settings, worker))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo("Starting …")
    address = f"http://{host}:{settings.port}/"
    serving = serve_by_workers if settings.workers > 1 else serve_page
    asyncio.run(serving(settings, lambda: typer.echo(f"Open {address} — Ctrl-C stops it.")))


@app.command()
def chat(
    lang: Language = None,
    country: Country = None,
    at: At = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="one JSON in, one JSON out")] = False,
    root: Root = Path(),
) -> None:
    """A conversation in the terminal."""
    country = country.upper() if country else None
    content = LiveContent(root)
    _refuse_other("--country", country, content.loaded.countries.served)
    _refuse_other("--lang", lang, content.library.languages)
    clock = _clock(at, content.loaded.countries.timezones.get(country or "", "UTC"))
    receiving = build_terminal(content, clock=clock, country=country)
    messages = Messages(clock, lang, country)
    if jsonl:
        asyncio.run(answer_lines(receiving, messages, sys.stdin, sys.stdout))
    else:
        asyncio.run(talk(receiving, messages, _read_lines, _Screen()))


def _refuse_other(option: str, given: str | None, known: Sequence[str]) -> None:
    if given is not None and given not in known:
        raise Refused(f"{option} {given}: write one of {', '.join(known)}")


def _clock(at: str | None, timezone: str) -> Clock:
    if at is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise Refused(f"--at {at}: write a time such as 2026-12-24T23:00") from None
    return StoppedClock(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone)))


class _Screen:
    def show(self, text: str) -> None:
        """Shows a paragraph."""
        typer.echo(f"{text}\n")


async def _read_lines() -> AsyncIterator[str]:
    while True:
        line = await asyncio.to_thread(_ask)
        if line is None:
            return
        yield line


def _ask() -> str | None:
    try:
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        return None


@app.command()
def screen(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="one JSON in, one JSON out")] = False,
    root: Root = Path(),
) -> None:
    """What the screen sees in single messages."""
    del jsonl  # the only form there is; named so that a script says what it means
    content = LiveContent(root)
    languages = FastLanguageReader(content.languages_read)
    screen_lines(sys.stdin, [content], languages, SystemClock().now(), sys.stdout)


@app.command()
def check(
    release: Annotated[
        bool, typer.Option("--release", help="what has run out is an error too")
    ] = False,
    write_schemas: Annotated[
        bool, typer.Option("--write-schemas", help="write docs/schemas/ for editors' programs")
    ] = False,
    root: Root = Path(),
) -> None:
    """Checks everything an editor writes."""
    if write_schemas:
        checking.write_schemas(root / "docs" / "schemas", sys.stdout)
        return
    raise typer.Exit(checking.run(root, release, sys.stdout))


@app.command()
def doctor(
    everything: Annotated[bool, typer.Option("--all", help="what is well too")] = False,
    root: Root = Path(),
) -> None:
    """What this deployment lacks, why it matters, and how to mend it; exit 1 if it is unsafe."""
    # Imported late, as for `serve`.
    from bot.serving.doctor import findings

    raise typer.Exit(diagnosing.tell(findings(root), sys.stdout, everything=everything))


@app.command()
def graph(
    flow: Annotated[str, typer.Argument(help="the flow's id, such as blackmail_now")],
    lang: Language = None,
    out: Annotated[Path, typer.Option(help="the folder to write to")] = Path(),
    root: Root = Path(),
) -> None:
    """Draws a flow as SVG and Mermaid."""
    language = lang or Shelf(root).library.languages[0]
    graphing.run(root, flow, language, out, sys.stdout)


@app.command()
def health(
    port: Annotated[
        int | None, typer.Option(help="where it listens; MAKE_IT_SAFE_PORT if left out")
    ] = None,
    wait: Annotated[float, typer.Option(help="seconds that it may take to become well")] = 0.0,
) -> None:
    """Asks the bot on this machine whether it is well."""
    raise typer.Exit(tell_health(port, wait))


@app.command()
def standby(
    out: Annotated[Path, typer.Option(help="the folder to write to")] = Path("standby"),
    root: Root = Path(),
) -> None:
    """Writes the page that a proxy shows while no bot answers."""
    # Imported late, as for `serve`.
    from bot.channels.web.standby import write_standby

    settings, content = read_settings(), LiveContent(root)
    write_standby(
        out,
        library=content.library,
        countries=settings.countries or content.loaded.countries.served,
        words=lambda language, name: phrase(content.library, name, language),
        neutral_site=settings.exit_url,
    )


@app.command("help")
def help_(context: typer.Context) -> None:
    """Lists the commands."""
    typer.echo(context.parent.get_help() if context.parent else "")


@keys.callback()
def of_keys() -> None:
    """The keys of this deployment."""


@keys.command()
def rotate(
    to: Annotated[
        Path | None, typer.Option(help="the file of the new key; made where it is missing")
    ] = None,
) -> None:
    """Changes the deployment's key; nothing that is stored is lost. Stop the bot first."""
    from bot.serving.rotating import rotate as rotate_keys

    settings = read_settings()
    number, file = rotate_keys(settings, to)
    typer.echo(f"{number} conversations' keys are wrapped for the key in {file}.")
    if to is not None:
        typer.echo(
            f"Now set MAKE_IT_SAFE_KEY_FILE={file} and start the bot. Keep a copy of the new key "
            "off\nthis server; destroy the old one, and the backups of the keys with it."
        )
