"""What a deployment still lacks, each thing with why it matters and how to mend it.

It reads and asks; it changes nothing. It prints no secret, and needs no network: what does not
answer in seconds is said to be undecided.
"""

from bot.editor.diagnosing.contents import content_findings
from bot.editor.diagnosing.deployed import Deployed, setting_findings
from bot.editor.diagnosing.findings import Finding, Weight, tell
from bot.editor.diagnosing.machine import machine_findings
from bot.editor.diagnosing.network import network_findings
from bot.editor.diagnosing.storing import Stored, key_findings, store_findings

__all__ = [
    "Deployed",
    "Finding",
    "Stored",
    "Weight",
    "content_findings",
    "key_findings",
    "machine_findings",
    "network_findings",
    "setting_findings",
    "store_findings",
    "tell",
]
