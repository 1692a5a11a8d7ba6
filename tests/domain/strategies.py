"""Generated values of the domain, for tests that must hold for all of them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.domain.conversation import Conversation, Frame, Wait
from bot.domain.message import Address, Choice, Contact, Reply, ReplyKind
from bot.domain.risk import RiskCategory, RiskLevel, RiskMemory, RiskSubject

names = st.text(max_size=12)
counts = st.integers(min_value=0, max_value=2**40)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
slot_values = st.none() | st.booleans() | names | st.floats(allow_nan=False)
choices = st.lists(st.builds(Choice, names, names), max_size=3).map(tuple)
frames = st.lists(
    st.builds(
        Frame,
        names,
        names,
        st.booleans(),
        st.frozensets(names, max_size=3),
        st.lists(st.tuples(names, st.one_of(names, st.booleans())), max_size=2).map(tuple),
    ),
    max_size=3,
).map(tuple)
waits = st.builds(Wait, names, names, names, choices)
memories = st.builds(
    RiskMemory,
    level=st.sampled_from(RiskLevel),
    category=st.none() | st.sampled_from(RiskCategory),
    subject=st.sampled_from(RiskSubject),
    at=st.none() | moments,
    evidence=st.frozensets(st.sampled_from(RiskCategory), max_size=3),
    shown=st.dictionaries(names, st.sampled_from(RiskLevel), max_size=3),
    corrected=st.frozensets(names, max_size=3),
)
conversations = st.builds(
    Conversation,
    address=st.builds(Address, names, names),
    language=names,
    slots=st.dictionaries(names, slot_values, max_size=3),
    stack=frames,
    paused=frames,
    trail=st.lists(frames, max_size=2).map(tuple),
    wait=st.none() | waits,
    risk=memories,
    said=st.dictionaries(names, counts, max_size=3),
    owner=names,
    seq=counts,
    last_at=st.none() | moments,
    resting=st.booleans(),
)
replies = st.builds(
    Reply,
    name=names,
    language=names,
    text=names,
    kind=st.sampled_from(ReplyKind),
    variation=counts,
    values=st.dictionaries(names, names, max_size=3),
    choices=choices,
    contacts=st.lists(st.builds(Contact, names, names, names), max_size=2).map(tuple),
    safety=st.booleans(),
)
"""Generated from fields, so any text may stand in any of them."""
