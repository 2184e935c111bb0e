"""Invented names: firms from made-up surnames, trades and legal forms; people, streets and titles of deals."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data.demo.columns import Array, choose, joined, padded

# Country → first and second halves of surnames that nobody bears, and the end of a firm's name.
STEMS: Final = {
    "IT": (
        "Bravo Corva Dalma Falco Gresta Landi Malva Norbe Orsa Pelmo Quarna Rovi Salve Tarvi Ulda Valto Zambro Arle"
        " Berto Casta Drago Elba Fiora Galdi Lamo Merca Nesto Olmi Prado Ravo Sorbe Tresi Vesti Zorla Alba Brenza"
    ),
    "ES": (
        "Alma Barra Carde Dorna Espi Ferma Garo Horna Iraz Jara Lande Mora Nava Olme Pedra Quinta Robla Salda Torra"
        " Urda Valde Zarra Aldea Berro Cante Duero Encina Fonta Grana Lerma Mira Noga Orde Peña Rega Soto"
    ),
    "DE": (
        "Alten Birken Dorn Eichen Falken Grau Hagel Ilsen Jahn Kalten Lauter Moor Nieder Oster Pfeil Quell Roten Stein"
        " Tannen Ulmen Vogel Wolken Zeller Amsel Buchen Drossel Erlen Finken Gersten Heide Iller Krumm Linden Mühlen"
        " Nessel Ober"
    ),
}
ENDINGS: Final = {
    "IT": "nelli ssaro nardi vecchi lenga rasco verdi nesto cchini rotti lmonte ndola gnasco ricci santi tello",
    "ES": "llana rejo vieja cosa ndero lares montes riba quera ndoya zuela lledo gares nosa tilla verde",
    "DE": "bach brück dorfer egger feld graber hofer kamp lohe mann rieder stetter thal walder winkel zoller",
}
TRADES: Final = {  # the number behind a trade is its sector
    "IT": (
        "Oleificio 0|Pastificio 0|Caseificio 0|Molino 0|Conserve 0|Salumificio 0|Birrificio 1|Cantine 1|Acque 1|"
        "Distillerie 1|Laboratori 2|Farmaceutici 2|Cosmetica 2|Vernici 3|Colorificio 3|Chimica 3|Resine 3|Cartiera 4|"
        "Tessitura 4|Tintoria 4|Conceria 4|Acciai 5|Fonderia 5|Meccanica 5|Galvanica 5|Officine 5|Ceramiche 6|"
        "Vetreria 6|Plastica 6|Gomme 6|Servizi idrici 7|Bioenergie 7"
    ),
    "ES": (
        "Aceites 0|Conservas 0|Embutidos 0|Lácteos 0|Harinas 0|Panificadora 0|Bodegas 1|Zumos 1|Cervezas 1|Aguas 1|"
        "Farma 2|Laboratorios 2|Cosmética 2|Pinturas 3|Químicas 3|Barnices 3|Resinas 3|Papelera 4|Textiles 4|"
        "Tintes 4|Curtidos 4|Fundiciones 5|Aceros 5|Mecanizados 5|Talleres 5|Calderería 5|Cerámicas 6|Vidrios 6|"
        "Plásticos 6|Cauchos 6|Aguas Potables 7|Biomasa 7"
    ),
    "DE": (
        "Molkerei 0|Zuckerwerk 0|Mühle 0|Wurstwaren 0|Stärkewerk 0|Backwaren 0|Brauhaus 1|Mineralbrunnen 1|"
        "Weinkellerei 1|Fruchtsäfte 1|Pharma 2|Labor 2|Kosmetik 2|Farben 3|Chemie 3|Lackwerk 3|Harze 3|Papierwerke 4|"
        "Textilveredlung 4|Färberei 4|Lederwerk 4|Stahlwerk 5|Gießerei 5|Maschinenbau 5|Galvanik 5|Metallbau 5|"
        "Keramik 6|Glaswerk 6|Kunststoffwerk 6|Gummiwerk 6|Wasserwerke 7|Biogas 7"
    ),
}
LEGAL_FORMS: Final = {
    "IT": (("S.r.l.", 0.52), ("S.p.A.", 0.34), ("S.n.c.", 0.08), ("S.c.a.r.l.", 0.06)),
    "ES": (("S.L.", 0.6), ("S.A.", 0.34), ("S. Coop.", 0.06)),
    "DE": (("GmbH", 0.58), ("GmbH & Co. KG", 0.24), ("AG", 0.1), ("eG", 0.08)),
    "CH": (("AG", 0.6), ("SA", 0.2), ("GmbH", 0.2)),
}
STREETS: Final = {
    "IT": "Via dei Mulini|Via dell'Artigianato|Viale dell'Industria|Via delle Robinie|Via Lunga|Strada Provinciale",
    "ES": "Calle del Molino|Polígono Las Encinas, nave|Avenida de la Industria|Camino Viejo|Calle Mayor|Ronda Norte",
    "DE": "Mühlenweg|Industriestraße|Am Alten Bahnhof|Gewerbepark|Birkenallee|Lange Straße",
    "CH": "Mühlestrasse|Industriestrasse|Via Industria|Bahnhofweg|Chemin du Moulin|Dorfstrasse",
}
GIVEN: Final = {
    "IT": "Alessia Bruno Carlo Daria Elena Fabio Gaia Ivo Livia Matteo Nadia Oscar Paola Renato Silvia Tullio",
    "ES": "Alba Berta César Diego Elisa Fermín Gloria Hugo Irene Julián Laura Mateo Nuria Óscar Pilar Rubén",
    "DE": "Arne Beate Carsten Dörte Elke Frank Gesa Holger Ines Jürgen Karin Lars Meike Nils Petra Rolf",
}
POSITIONS: Final = ("Head of purchasing", "Plant manager", "Technical director", "Maintenance manager", "Owner")
TITLES: Final = (  # by opportunity type, in the order of data.demo.lookups.OPPORTUNITY_TYPES
    (
        "Dosing skid, 4 lines|Aseptic tank farm, 4 × 30 m³|Inline blending station|Pasteuriser 12,000 l/h|"
        "CIP station 2 × 3,000 l|Ultrafiltration module UF-6|Glue kitchen, corrugator 2|Colour kitchen, 24 components|"
        "Batch reactor pre-treatment skid|Vacuum degassing unit|Steam distribution manifold|Reverse osmosis plant, 8 m³/h|"
        "Syrup room extension|Ingredient dosing, 12 hoppers"
    ),
    (
        "CIP recovery retrofit|Heat recovery on evaporator|Filling line FL-12 extension|Hot-water loop, building C|"
        "Recipe server migration|Control retrofit S7-1500, line 2|Safety PLC upgrade|Flow-meter replacement, 60 points|"
        "Centrifugal pumps, cellar 2|Slurry pumps for glaze preparation|Membrane press feed pumps|Drives and soft starters"
    ),
    (
        "Calibration service, yearly|Full-service contract, 3 lines|Remote support, 24 months|Preventive maintenance plan|"
        "Hygiene inspection, twice a year|Operator training, 4 shifts|Energy monitoring service"
    ),
    (
        "Spare rotors RT-90|Gasket and membrane kits|Mechanical seals, set of 40|Valve inserts, DN 50|Dosing pump heads|"
        "Plate pack for heat exchanger|Sensors and cables|Filter cartridges, yearly call-off"
    ),
)


@dataclass(frozen=True)
class Firms:
    """Names of firms with the index of their sector."""

    names: Array
    sectors: Array


def words(text: str) -> Array:
    """Return the words of a list, separated by bars or else by spaces, as an array."""
    return np.array(text.split("|") if "|" in text else text.split())


def firms(rng: np.random.Generator, language: str, country: str, size: int) -> Firms:
    """Return different names as they are made in `language`, with the legal forms of `country`."""
    trades = np.strings.rpartition(words(TRADES[language]), " ")
    stems, endings = words(STEMS[language]), words(ENDINGS[language])
    pairs = len(stems) * len(endings)
    drawn = rng.permutation(len(trades[0]) * pairs)
    picked = np.resize(drawn, size)
    trade, pair = picked // pairs, picked % pairs
    surnames = joined(stems[pair // len(endings)], endings[pair % len(endings)])
    forms, shares = zip(*LEGAL_FORMS[country], strict=True)
    form = np.array(forms)[choose(rng, np.array(shares), size)]
    name = joined(trades[0][trade], " ", surnames, " ", form)
    again = np.arange(size) // len(drawn)
    name = np.where(again > 0, joined(name, " ", padded(again + 1, 1)), name)
    return Firms(name, trades[2][trade].astype(np.int64))


def persons(rng: np.random.Generator, language: str, size: int) -> Array:
    """Return names of people with made-up surnames."""
    given, stems, endings = words(GIVEN[language]), words(STEMS[language]), words(ENDINGS[language])
    first = given[rng.integers(len(given), size=size)]
    return joined(
        first, " ", stems[rng.integers(len(stems), size=size)], endings[rng.integers(len(endings), size=size)]
    )


def titles(rng: np.random.Generator, types: Array) -> Array:
    """Return a title for each index of an opportunity type."""
    lists = [words(text) for text in TITLES]
    longest = max(len(titles) for titles in lists)
    table = np.array([np.resize(titles, longest) for titles in lists])
    return table[types, rng.integers(longest, size=len(types))]
