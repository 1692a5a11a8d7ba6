"""Lets `python -m bot` start the command line; `run` at the top of the project calls this."""

from bot.cli import main

if __name__ == "__main__":
    main()
