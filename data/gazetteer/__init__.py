"""The offline gazetteer: from a city, a province and a country to a position on the map."""

from data.gazetteer.lookup import City, Gazetteer

__all__ = ["City", "Gazetteer"]
