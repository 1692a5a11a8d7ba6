"""What must be found and what must be left alone, in every language.

Run with a text, it says what is seen in it:  .venv/bin/python -m tests.test_risk "if i dont pay he posts my pic"
"""

import sys
from pathlib import Path

from bot.content.risk import read_risk
from bot.detectors.phrases import PhraseDetector
from bot.editor.explaining import explain

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    detector = PhraseDetector(read_risk(ROOT))
    for text in sys.argv[1:] or sys.stdin:
        print(explain(text.rstrip("\n"), detector))  # noqa: T201 (a command answers)
