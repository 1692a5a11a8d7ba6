"""Judging risk and deciding what follows: pure functions of values."""
