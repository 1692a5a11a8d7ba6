"""Where a young person is: the countries served, their names, and whose clock counts there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERYWHERE = "EU"
"""The code of lines that belong to no single country."""
OTHER = "other"
"""Says of somebody that they are in a country that is not served."""


@dataclass(frozen=True, slots=True)
class Countries:
    """`content/countries.yml` as a value; each mapping is by country code."""

    served: tuple[str, ...]
    """In the order they are offered."""
    names: Mapping[str, Mapping[str, str]]
    """Country code → language → name."""
    timezones: Mapping[str, str]
    holidays: Mapping[str, str]
    """Country code → the calendar of its public holidays."""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Country code, or `OTHER`, → other names and large cities."""
    not_here: tuple[str, ...] = ()
    """Words beside which a country is not where somebody is."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every country has a name, in order of their codes."""
        each = [set(names) for names in self.names.values()]
        return tuple(sorted(set.intersection(*each))) if each else ()

    def places(self) -> Mapping[str, str]:
        """Every name of a served country → its code; of one that is not served → `OTHER`."""
        found = {}
        for code in self.served:
            for name in (*self.names.get(code, {}).values(), *self.aliases.get(code, ())):
                found[name] = code
        return {**dict.fromkeys(self.aliases.get(OTHER, ()), OTHER), **found}

    def names_in(self, language: str) -> Mapping[str, str]:
        """Country code → its name in that language, for those that have one."""
        return {code: names[language] for code, names in self.names.items() if language in names}
