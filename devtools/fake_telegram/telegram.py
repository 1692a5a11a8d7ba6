"""The fake as one object, for tests that run it beside themselves."""

from collections import Counter
from types import TracebackType
from typing import Any, Self

from devtools.fake_telegram.calls import Call
from devtools.fake_telegram.faults import Fault, Kind
from devtools.fake_telegram.people import Person, Place
from devtools.fake_telegram.serving import Running
from devtools.fake_telegram.world import TOKEN, World


class FakeTelegram:
    """A Telegram of one's own on a free port: `async with FakeTelegram() as telegram: …`."""

    def __init__(self, token: str = TOKEN, *, port: int = 0, seed: int = 1) -> None:
        self.world = World(token, seed=seed)
        self._port = port
        self._running: Running | None = None

    async def start(self) -> None:
        """Answers from here on."""
        self._running = Running(self.world, self._port)
        await self._running.start()

    async def stop(self) -> None:
        """Ends at once, open polls or not; a second stop does nothing."""
        if self._running is not None:
            await self._running.stop()
            self._running = None

    async def __aenter__(self) -> Self:
        """Starts."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops."""
        await self.stop()

    @property
    def token(self) -> str:
        """The only token that is let in."""
        return self.world.bot.token

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        if self._running is None:
            raise RuntimeError("start it first")
        return f"http://127.0.0.1:{self._running.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`; it adds the token itself."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What it takes as `base_file_url`."""
        return f"{self.url}/file/bot"

    def young_person(
        self,
        name: str = "Ada",
        *,
        language_code: str | None = "en",
        username: str | None = None,
        chat_id: int | None = None,
    ) -> Person:
        """Somebody new, who has not written to the bot yet."""
        chat = self.world.chats.make(
            "private", name, language_code=language_code, username=username, chat_id=chat_id
        )
        return Person(self.world, chat)

    def place(self, kind: str = "group", title: str = "Class 8b") -> Place:
        """A group, supergroup or channel, without the bot as yet."""
        return Place(self.world, self.world.chats.make(kind, title))

    def fail(
        self,
        kind: Kind,
        method: str = "",
        *,
        times: int = 1,
        skip: int = 0,
        chat_id: int | None = None,
        retry_after: int = 1,
        seconds: float = 1.0,
        description: str = "",
    ) -> None:
        """The next `times` calls (of a method, of a chat) go wrong, after `skip` that do not."""
        self.world.faults.plan(
            Fault(kind, method, chat_id, times, skip, retry_after, seconds, description)
        )

    def calls(self, method: str = "") -> list[Call]:
        """What the bot asked, oldest first."""
        return self.world.calls.of(method)

    @property
    def counts(self) -> Counter[str]:
        """How often each method was called, failed calls too."""
        return self.world.calls.counts

    @property
    def file_calls(self) -> int:
        """Calls that fetch, send or pass on a file or a message: 0 for a careful bot."""
        return self.world.calls.files

    def send_again(self, update_id: int) -> None:
        """The same update once more."""
        self.world.updates.again(update_id)

    def send_raw(self, value: Any) -> None:
        """Anything as an update; a string goes as it is."""
        self.world.updates.raw(value)

    def jump_ids(self, to: int | None = None) -> int:
        """The next update id goes on elsewhere."""
        return self.world.updates.jump(to)

    @property
    def waiting(self) -> list[int | None]:
        """The ids of the updates that nobody confirmed yet."""
        return [each.update_id for each in self.world.updates.queue]

    def commands(self, language: str = "", scope: dict[str, Any] | None = None) -> dict[str, str]:
        """The bot's commands of exactly this language and scope."""
        found = self.world.profile.commands_for(scope, language)
        return {each["command"]: each["description"] for each in found}
