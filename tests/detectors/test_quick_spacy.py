import subprocess
import sys

from bot.detectors.quick_spacy import without_command_line


def test_spacy_is_loaded_without_its_command_line() -> None:
    code = (
        "import sys, bot.detectors.quick_spacy; assert 'typer.main' not in sys.modules;"
        "import spacy.cli; assert spacy.cli.__file__"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_command_line_that_is_loaded_already_is_left_alone() -> None:
    real = {name: sys.modules.get(name) for name in ("spacy.cli", "spacy.cli.info")}
    with without_command_line(), without_command_line():
        assert "spacy.cli.info" in sys.modules
    assert {name: sys.modules.get(name) for name in real} == real
