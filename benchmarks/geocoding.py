"""Measures the gazetteer: `python benchmarks/geocoding.py addresses.csv` (columns city, state, country_code, lat, lon)."""

import argparse
import csv
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from data.gazetteer import Gazetteer
from domain.geography import GeoPrecision, Place, distance_km, is_position

FAR_KM = 50


def main() -> None:
    """Print the share placed, the errors in kilometres, the speed, and the names that were not found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("addresses", type=Path)
    options.add_argument("--misses", type=int, default=20, help="how many unplaced and far names to list")
    chosen = options.parse_args()
    with chosen.addresses.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    gazetteer = Gazetteer.open()
    gazetteer.locate("Roma", "", "IT")
    addresses = [(row["city"], row["state"], row["country_code"]) for row in rows]
    distinct = set(addresses)
    started = time.perf_counter()
    for address in distinct:
        gazetteer.locate(*address)
    each = (time.perf_counter() - started) / len(distinct)
    places = [gazetteer.locate(*address) for address in addresses]
    print(f"{len(rows)} addresses, {len(distinct)} distinct places, first look-up {each * 1e3:.3f} ms on average")
    for precision, count in Counter(place.precision for place in places).most_common():
        print(f"{precision:>8} {count / len(rows):7.2%}")
    _distances(rows, places, chosen.misses)


def _distances(rows: list[dict[str, str]], places: list[Place], misses: int) -> None:
    errors: list[float] = []
    far: Counter[str] = Counter()
    unplaced: Counter[str] = Counter()
    for row, place in zip(rows, places, strict=True):
        label = f"{row['city']}, {row['state']}, {row['country_code']}"
        if place.precision != GeoPrecision.CITY or place.latitude is None or place.longitude is None:
            unplaced[f"{label} ({place.precision})"] += 1
            continue
        true = float(row.get("lat") or 0), float(row.get("lon") or 0)
        if is_position(*true):
            errors.append(distance_km((place.latitude, place.longitude), true))
            if errors[-1] > FAR_KM:
                far[label] += 1
    if errors:
        centiles = statistics.quantiles(errors, n=100)
        beyond = sum(far.values()) / len(errors)
        print(f"error of those placed in a city: median {centiles[49]:.1f} km, 95 % {centiles[94]:.1f} km")
        print(f"beyond {FAR_KM} km: {beyond:.2%}")
    for title, names in (("unplaced", unplaced), ("far", far)):
        print(f"{title}: {len(names)} places;", "; ".join(f"{name} ×{n}" for name, n in names.most_common(misses)))


if __name__ == "__main__":
    main()
