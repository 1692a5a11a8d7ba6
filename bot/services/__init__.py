"""Use cases: they put the parts in order and decide nothing themselves."""
