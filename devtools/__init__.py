"""Tools for those who build and try the bot. Nothing here is part of what runs for young people."""
