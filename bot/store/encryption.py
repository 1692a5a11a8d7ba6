"""Sealing what is stored: AES-256-GCM, one key per conversation, bound to where it was written.

A blob that is moved to another conversation, purpose or turn does not open, so rows cannot be
swapped or put back unnoticed.
"""

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import StoreError
from bot.domain.message import Address

KEY_BYTES = 32
_NONCE_BYTES = 12
_PADDED_TO = 256


@dataclass(frozen=True, slots=True)
class DataKey:
    """One conversation's key; destroying it destroys everything that was sealed with it."""

    conversation_id: str
    key_id: str
    secret: bytes = field(repr=False)

    def seal(self, values: Mapping[str, Any], purpose: str, number: int) -> bytes:
        """The values, readable only with this key and for this purpose and number."""
        text = json.dumps(values, separators=(",", ":")).encode()
        return seal(self.secret, _padded(text), self.conversation_id, purpose, number)

    def unseal(self, sealed: bytes, purpose: str, number: int) -> dict[str, Any]:
        """What was sealed; StoreError when it is damaged or was written for another place."""
        text = unseal(self.secret, sealed, self.conversation_id, purpose, number)
        values: dict[str, Any] = json.loads(text)
        return values


class Names:
    """The names under which things are stored; without the secret they tell nothing. They stay when
    the deployment's key is changed, so the secret is not that key.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = _whole(secret)
        self._addresses = _derived(secret, "look up addresses")
        self._messages = _derived(secret, "recognise messages")
        self._erasures = _derived(secret, "list erasures")

    def conversation_id(self, address: Address) -> str:
        """The name a conversation is stored under."""
        return _fingerprint(self._addresses, address.channel, address.id)

    def message_id(self, conversation_id: str, external_id: str) -> str:
        """The name under which a message's own id is stored, different in each conversation."""
        return _fingerprint(self._messages, conversation_id, external_id)

    def erasure(self, key_id: str) -> str:
        """The name under which a destroyed key is listed."""
        return _fingerprint(self._erasures, key_id)

    def secret_for(self, use: str) -> bytes:
        """A secret for something else that must stay the same, such as a channel's buttons."""
        return _derived(self._secret, use)


def wrapping_key(deployment: bytes) -> bytes:
    """The key that wraps all others, made from the deployment's."""
    return _derived(_whole(deployment), "wrap data keys")


def seal(key: bytes, plain: bytes, *about: str | int) -> bytes:
    """The text, readable only with the key and for the same `about`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, _joined(about))


def unseal(key: bytes, sealed: bytes, *about: str | int) -> bytes:
    """What was sealed; StoreError when it is damaged, of another key, or about something else."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _joined(about))
    except (InvalidTag, ValueError):
        raise StoreError(
            "Something stored was damaged or moved: restore it from a backup."
        ) from None


def _whole(secret: bytes) -> bytes:
    if len(secret) != KEY_BYTES:
        raise StoreError(f"The deployment's key must be {KEY_BYTES} bytes, not {len(secret)}.")
    return secret


def _joined(about: tuple[str | int, ...]) -> bytes:
    # JSON keeps the parts apart, so that no two different lists ever read the same.
    return json.dumps(about, separators=(",", ":")).encode()


def _padded(text: bytes) -> bytes:
    # JSON does not mind the spaces, and the size no longer tells how far a talk has gone.
    return text + b" " * (-len(text) % _PADDED_TO)


def _derived(secret: bytes, use: str) -> bytes:
    info = b"make-it-safe/1/" + use.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def _fingerprint(key: bytes, *parts: str) -> str:
    return hmac.digest(key, _joined(parts), "sha256").hex()
