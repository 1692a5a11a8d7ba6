"""Make-It-Safe: a bot that teaches young people about safety online and brings them to a person.

The floors of this package, and which of them may import which, are described in `docs/index.md` and
kept by import-linter.
"""

__version__ = "0.1.0"
