"""The page with its store and its other faces, put together and kept running."""

from bot.serving.running import serve_page
from bot.serving.workers import serve_as_worker, serve_by_workers

__all__ = ["serve_as_worker", "serve_by_workers", "serve_page"]
