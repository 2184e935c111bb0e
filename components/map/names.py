"""The ids of the map: its root, and the stores through which browser and server speak."""

from typing import Final

ROOT: Final = "map-root"  # the element that the picture of the world, the marks and the windows stand in
ASK: Final = "map-view"  # browser → server: what is in view, and how it is to be shown
ANSWER: Final = "map-answer"  # server → browser: marks, list and totals of it
GEO: Final = "/assets/geo/"  # where the shapes of the base map are served
