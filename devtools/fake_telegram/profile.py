"""What the bot tells of itself: its commands and descriptions, by language and scope."""

import json
from dataclasses import dataclass, field
from typing import Any

from devtools.fake_telegram.refusals import Json, bad

DEFAULT_SCOPE: Json = {"type": "default"}
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


def key_of(scope: Any, language: str) -> str:
    """Scope and language as one key."""
    return f"{json.dumps(scope or DEFAULT_SCOPE, sort_keys=True)} {language}"


@dataclass
class Profile:
    """Everything a bot can set about itself."""

    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def set_commands(self, commands: Any, scope: Any, language: str) -> None:
        """Replaces the list of a scope and language."""
        if not isinstance(commands, list) or len(commands) > 100:
            raise bad("can't parse commands JSON object")
        self.commands[key_of(scope, language)] = [self._checked(each) for each in commands]

    def commands_for(self, scope: Any, language: str) -> list[Json]:
        """The list of exactly this scope and language, as getMyCommands gives it."""
        return self.commands.get(key_of(scope, language), [])

    def forget_commands(self, scope: Any, language: str) -> None:
        """Takes the list of a scope and language away."""
        self.commands.pop(key_of(scope, language), None)

    def set_text(self, name: str, text: str, language: str) -> None:
        """The name or a description in a language; empty takes it away."""
        if len(text) > LENGTHS[name]:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        self.texts.setdefault(name, {})[language] = text

    def text_for(self, name: str, language: str) -> str:
        """In that language, else in the one for everybody."""
        texts = self.texts.get(name, {})
        return texts.get(language) or texts.get("", "")

    @staticmethod
    def _checked(given: Any) -> Json:
        if not isinstance(given, dict):
            raise bad("can't parse commands JSON object")
        name, about = (
            str(given.get("command", "")).removeprefix("/"),
            str(given.get("description", "")),
        )
        plain = name.isascii() and name.replace("_", "").isalnum() and name == name.lower()
        if not plain or len(name) > 32:
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(about) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        return {"command": name, "description": about}
