"""Places: the offline gazetteer of this process, and the towns around a position for the small map."""

from functools import cache

from data.gazetteer import Gazetteer
from domain.contact_page import Town

MAP_KM = 35.0
SHOWN_TOWNS = 14


@cache
def gazetteer() -> Gazetteer:
    """Return the list of places, opened once; the first time ever takes some seconds."""
    return Gazetteer.open()


def towns_around(latitude: float | None, longitude: float | None) -> list[Town]:
    """Return the largest towns near a position, none without one."""
    if latitude is None or longitude is None:
        return []
    found = gazetteer().around(latitude, longitude, MAP_KM, SHOWN_TOWNS)
    return [Town(city.name, city.latitude, city.longitude) for city in found]
