"""The map as the browser asks for it: what stands where, what is chosen, and files of it."""

from web.map.answering import answer, popup
from web.map.asking import PopupAsk, ViewAsk

__all__ = ["PopupAsk", "ViewAsk", "answer", "popup"]
