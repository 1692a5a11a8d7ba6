"""Where conversations are kept: one transaction a turn, sealed with keys that can be destroyed."""
