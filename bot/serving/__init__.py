"""The page with its store and its other faces, put together and kept running."""

from bot.serving.running import serve_page

__all__ = ["serve_page"]
