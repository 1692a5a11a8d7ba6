"""What holds for all tests."""

from hypothesis import settings

settings.register_profile("day", max_examples=30)
settings.register_profile("night", max_examples=1_000)
