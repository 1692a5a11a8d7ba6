"""The one judge of all storms: reads a history and says what was lost, doubled or out of order.

It knows nothing of the bot. What nobody answered counts as neither done nor undone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.storms.history import Event

Token = tuple[int, str]


@dataclass(frozen=True)
class Verdict:
    """What a history proves."""

    asked: int
    acknowledged: int
    unknown: int
    """Attempts without an answer."""
    refused: int
    open: tuple[str, ...]
    """Messages that were asked for and never acknowledged."""
    lost: tuple[str, ...]
    """Acknowledged, and no effect is left: messages, or replies of a chat that never appeared."""
    doubled: tuple[str, ...]
    """More than one effect of one message, or an effect that nobody asked for."""
    reordered: tuple[str, ...]
    """Chats in which something came before what should precede it."""
    sent_twice: int
    """Replies that stand in a chat once more than they should."""
    sent_twice_in_a_chat: int
    """The most of those in any one chat."""
    kills: int
    recoveries: tuple[float, ...]
    """Seconds from each start of a process to its first answer."""
    worked: tuple[float, ...]
    """Seconds of a processor that each of them took."""

    @property
    def is_clean(self) -> bool:
        """Everything was acknowledged, had its effect once, in order."""
        return not (self.open or self.lost or self.doubled or self.reordered)


@dataclass
class _Chat:
    """What is known of one chat."""

    asked: set[str] = field(default_factory=set)
    acknowledged: dict[str, list[tuple[Token, ...]]] = field(default_factory=dict)
    """Message → the replies it was told, each time."""
    kept: Event | None = None
    due: list[str] | None = None
    sent: list[str] = field(default_factory=list)


def judge(events: Iterable[Event]) -> Verdict:
    """Reads a whole history."""
    told = list(events)
    chats = _by_chat(told)
    counted = Counter(event["what"] for event in told)
    acknowledged = {op for chat in chats.values() for op in chat.acknowledged}
    asked = {op for chat in chats.values() for op in chat.asked}
    return Verdict(
        asked=len(asked),
        acknowledged=len(acknowledged),
        unknown=counted["unknown"],
        refused=counted["fail"],
        open=tuple(sorted(asked - acknowledged)),
        lost=tuple(each for name, chat in chats.items() for each in _lost(name, chat)),
        doubled=tuple(each for name, chat in chats.items() for each in _doubled(name, chat)),
        reordered=(*_out_of_turn(told), *_out_of_order(chats)),
        sent_twice=sum(_extra(chat).total() for chat in chats.values()),
        sent_twice_in_a_chat=max((_extra(chat).total() for chat in chats.values()), default=0),
        kills=counted["kill"],
        recoveries=tuple(_recoveries(told)),
        worked=tuple(event.get("worked", 0.0) for event in told if event["what"] == "answers"),
    )


def _by_chat(events: Sequence[Event]) -> dict[str, _Chat]:
    chats: dict[str, _Chat] = defaultdict(_Chat)
    chat_of: dict[str, str] = {}
    for event in events:
        match event["what"]:
            case "invoke":
                chat_of[event["op"]] = event["chat"]
                chats[event["chat"]].asked.add(event["op"])
            case "ok":
                chat = chats[chat_of[event["op"]]]
                chat.acknowledged.setdefault(event["op"], []).append(_tokens(event["replies"]))
            case "kept":
                chats[event["chat"]].kept = event
            case "shown":
                chat = chats[event["chat"]]
                chat.due, chat.sent = event["due"], event["sent"]
    return chats


def _tokens(replies: Iterable[Sequence[object]]) -> tuple[Token, ...]:
    return tuple((int(str(seq)), str(text)) for seq, text in replies)


def _lost(name: str, chat: _Chat) -> Iterator[str]:
    if chat.kept is None:
        yield from (f"{op}: nothing is known of {name}" for op in chat.acknowledged)
        return
    if (ops := chat.kept["ops"]) is not None:
        yield from (op for op in chat.acknowledged if op not in ops)
    if chat.kept["messages"] < len(chat.acknowledged):
        yield f"{name}: {len(chat.acknowledged)} acknowledged, {chat.kept['messages']} kept"
    if chat.kept["replies"] is not None:
        there = set(_tokens(chat.kept["replies"]))
        yield from (op for op, told in chat.acknowledged.items() if set(told[-1]) - there)
    if chat.due is not None and (missing := Counter(chat.due) - Counter(chat.sent)):
        yield f"{name}: {missing.total()} replies never came"


def _doubled(name: str, chat: _Chat) -> Iterator[str]:
    for op, told in chat.acknowledged.items():
        if any(other != told[0] for other in told if other and told[0]):
            yield f"{op}: answered anew"
    if chat.kept is None:
        return
    if chat.kept["turns"] > chat.kept["messages"]:
        yield f"{name}: {chat.kept['turns']} turns of {chat.kept['messages']} messages"
    if chat.kept["messages"] > len(chat.asked):
        yield f"{name}: {chat.kept['messages']} messages, {len(chat.asked)} asked"
    yield from (f"{op}: never asked" for op in set(chat.kept["ops"] or ()) - chat.asked)
    told_all = all(told[-1] for told in chat.acknowledged.values())
    if chat.kept["replies"] is not None and told_all and chat.asked == set(chat.acknowledged):
        yield from _unclaimed(name, chat, _tokens(chat.kept["replies"]))


def _unclaimed(name: str, chat: _Chat, replies: Sequence[Token]) -> Iterator[str]:
    """Replies that belong to no message or to two; all messages are known to be answered."""
    claimed = Counter(token for told in chat.acknowledged.values() for token in told[-1])
    yield from (f"{name}: reply {token[0]} is nobody's" for token in set(replies) - set(claimed))
    yield from (f"{name}: reply {token[0]} is of two" for token in claimed if claimed[token] > 1)
    yield from (f"{name}: reply {token[0]} twice" for token in replies if replies.count(token) > 1)


def _out_of_turn(events: Sequence[Event]) -> Iterator[str]:
    """What was acknowledged before another was asked for must have lower seqs."""
    highest: dict[str, int] = defaultdict(int)
    floor: dict[str, int] = {}
    chat_of: dict[str, str] = {}
    for event in events:
        if event["what"] == "invoke":
            chat_of[event["op"]] = event["chat"]
            floor.setdefault(event["op"], highest[event["chat"]])
        if event["what"] == "ok" and event["replies"]:
            chat, seqs = chat_of[event["op"]], [seq for seq, _ in event["replies"]]
            if seqs != sorted(seqs) or seqs[0] <= floor[event["op"]]:
                yield chat
            # Once answered it keeps its place, however often it is asked for again.
            floor[event["op"]] = min(floor[event["op"]], seqs[0] - 1)
            highest[chat] = max(highest[chat], *seqs)


def _out_of_order(chats: dict[str, _Chat]) -> Iterator[str]:
    for name, chat in chats.items():
        if chat.due is None:
            continue
        there = (Counter(chat.due) & Counter(chat.sent)).total()
        if _longest_common(chat.due, chat.sent) < there:
            yield name


def _longest_common(due: Sequence[str], sent: Sequence[str]) -> int:
    """The length of the longest row of `due` that stands in `sent` in its order."""
    row = [0] * (len(sent) + 1)
    for wanted in due:
        before = row
        row = [0]
        for place, found in enumerate(sent):
            longer = before[place] + 1 if found == wanted else 0
            row.append(max(longer, row[place], before[place + 1]))
    return row[-1]


def _extra(chat: _Chat) -> Counter[str]:
    return Counter(chat.sent) - Counter(chat.due) if chat.due is not None else Counter()


def _recoveries(events: Sequence[Event]) -> Iterator[float]:
    started: dict[str, float] = {}
    for event in events:
        if event["what"] == "start":
            started[event["process"]] = event["at"]
        if event["what"] == "answers":
            yield event["at"] - started.pop(event["process"])
