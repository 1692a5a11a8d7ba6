"""`./run bench`: every figure next to a bound measured in the same run."""

import sys

from benchmarks import engine, screen, starting, store, turn


def main() -> None:
    """Runs them all; nothing here is ever asserted."""
    for part in (engine, screen, store, turn, starting):
        name = part.__name__.rpartition(".")[2]
        sys.stdout.write(f"\n{name}: {(part.__doc__ or '').splitlines()[0]}\n")
        part.run(sys.stdout)


if __name__ == "__main__":
    main()
