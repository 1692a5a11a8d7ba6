"""The tests; they mirror `bot/` file by file, and cases about language are data."""
