"""The end of a storm: everything that is due has come, the books are counted, the judge speaks."""

from collections.abc import Sequence

from tests.storms.auditing import auditing
from tests.storms.chats import Chats
from tests.storms.checking import Verdict, judge
from tests.storms.deploying import Deployment
from tests.storms.pages import Young

LONGEST_PAUSE = 20.0
"""Seconds for which nothing may come although something is still to come: the next leader takes
over after four, and what nobody told of is looked for every ten.
"""


async def judged(chats: Chats, *, in_order: bool = True) -> Verdict:
    """The verdict on what was said in chats."""
    await chats.until_still(quiet=LONGEST_PAUSE)
    chats.look_at_confirmed()
    with auditing(chats.deployment) as audit:
        await chats.show(audit, in_order=in_order)
    return judge(chats.history.read())


async def judged_pages(deployment: Deployment, everybody: Sequence[Young]) -> Verdict:
    """The verdict on what was said on pages."""
    with auditing(deployment) as audit:
        await audit.count_pages(everybody)
    return judge(deployment.history.read())
