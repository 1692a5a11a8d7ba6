"""The page: the first and equal channel. It keeps nothing on either side that it need not."""

from bot.channels.web.page import Page, web_page
from bot.channels.web.refusing import page_refusals
from bot.channels.web.routes import page_routes
from bot.channels.web.stream import Streams

__all__ = ["Page", "Streams", "page_refusals", "page_routes", "web_page"]
