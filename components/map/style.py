"""The style of the base map: land, borders, lakes, regions, names, in the colours of a theme; nothing from elsewhere."""

from typing import Any, Final

from components.theme import PALETTE, Mode

SOURCES: Final = ("land", "borders", "lakes", "regions", "countries", "seas", "cities")
FONT: Final = ["Inter Variable", "Inter", "Arial", "sans-serif"]  # drawn by the browser: the style names no glyphs
LARGEST_SHAPES: Final = 8  # zoom up to which the shapes are cut into tiles; further in they are enlarged
NAMES_FROM: Final = 2.2  # zoom
REGIONS_FROM: Final = 4.5
# From which zoom a city of at least so many thousand people is named.
CITIES: Final = ((3.6, 2500), (4.6, 900), (5.4, 400), (6.4, 150), (7.4, 0))


def map_style(mode: Mode, folder: str) -> dict[str, Any]:
    """Return the MapLibre style of a theme; `folder` is the address of assets/geo/ with a slash at its end.

    It has neither `glyphs` nor `sprite`, so that MapLibre draws text with the browser's own fonts and asks nobody.
    """
    colours = {name: PALETTE[mode][f"map-{name}"] for name in ("sea", "land", "border", "label")}
    sources = {name: _source(f"{folder}{name}.geojson") for name in SOURCES}
    return {
        "version": 8,
        "name": f"caudal-{mode}",
        "sources": sources,
        "layers": [
            {"id": "sea", "type": "background", "paint": {"background-color": colours["sea"]}},
            _fill("land", colours["land"]),
            _fill("lakes", colours["sea"]),
            _line("regions", colours["border"], 0.5, minzoom=REGIONS_FROM),
            _line("borders", colours["border"], 1.1),
            *_names(colours),
        ],
    }


def _source(address: str) -> dict[str, Any]:
    return {"type": "geojson", "data": address, "maxzoom": LARGEST_SHAPES, "tolerance": 0.3}


def _fill(source: str, colour: str) -> dict[str, Any]:
    return {
        "id": source,
        "type": "fill",
        "source": source,
        "paint": {"fill-color": colour, "fill-outline-color": colour},
    }


def _line(source: str, colour: str, width: float, minzoom: float = 0.0) -> dict[str, Any]:
    paint = {"line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 3, width * 0.7, 8, width * 1.6]}
    layout = {"line-join": "round"}
    return {"id": source, "type": "line", "source": source, "minzoom": minzoom, "layout": layout, "paint": paint}


def _names(colours: dict[str, str]) -> list[dict[str, Any]]:
    seas = _name("seas", "seas", colours, size=11, minzoom=3.0, maxzoom=8.0, italic=True)
    cities = [
        _name(f"cities-{least}", "cities", colours, size=11, minzoom=zoom, filter=["all", *_between(least, place)])
        for place, (zoom, least) in enumerate(CITIES)
    ]
    countries = [
        _name(
            f"countries-{rank}",
            "countries",
            colours,
            size=12,
            minzoom=NAMES_FROM + 1.2 * rank,
            maxzoom=7.5,
            filter=["==", "rank", rank],
        )
        for rank in (0, 1, 2)
    ]
    return [*reversed(cities), seas, *reversed(countries)]


def _between(least: int, place: int) -> list[Any]:
    """Return the conditions for cities of a step: at least so large, and not of the step before."""
    below = [["<", "people", CITIES[place - 1][1]]] if place else []
    return [[">=", "people", least], *below]


def _name(
    name: str, source: str, colours: dict[str, str], *, size: int, italic: bool = False, **limits: Any
) -> dict[str, Any]:
    layout = {
        "text-field": ["get", "name"],
        "text-font": [*FONT[:-1], "Inter Italic", FONT[-1]] if italic else FONT,
        "text-size": size,
        "text-letter-spacing": 0.03,
        "text-max-width": 7,
        "text-padding": 4,
    }
    paint = {
        "text-color": colours["label"],
        "text-opacity": 0.7 if italic else 1,
        "text-halo-color": colours["sea"] if italic else colours["land"],
        "text-halo-width": 1.2,
    }
    return {"id": name, "type": "symbol", "source": source, "layout": layout, "paint": paint, **limits}
