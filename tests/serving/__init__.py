"""How the parts are put together and kept running."""
