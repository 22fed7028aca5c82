"""Points in and around Ankang: its counties, and the shifts of Chinese maps taken back."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, sqrt

Point = tuple[float, float]
# Krasovsky's ellipsoid of 1940, as the published reversals of GCJ-02 use it.
RADIUS, SQUARED_ECCENTRICITY = 6378245.0, 0.00669342162296594323
BAIDU = pi * 3000 / 180


@dataclass(frozen=True)
class Bounds:
    """A box of degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in the box."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@cache
def outlines() -> dict[str, list[list[Point]]]:
    """The closed rings of each county by its code, from `schemas/counties.geojson`."""
    text = files("ckanext.ankang.schemas").joinpath("counties.geojson").read_text("utf-8")
    return {
        feature["properties"]["code"]: [
            [(longitude, latitude) for longitude, latitude in polygon[0]]
            for polygon in feature["geometry"]["coordinates"]
        ]
        for feature in json.loads(text)["features"]
    }


@cache
def bounds() -> Bounds:
    """The box around all counties, with a hundredth of a degree to spare."""
    points = [point for rings in outlines().values() for ring in rings for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    spare = 0.01
    return Bounds(
        min(longitudes) - spare,
        min(latitudes) - spare,
        max(longitudes) + spare,
        max(latitudes) + spare,
    )


def is_within(county: str, longitude: float, latitude: float) -> bool:
    """Whether a point lies in a county; all of Ankang is 610900."""
    codes = outlines().keys() if county == "610900" else [county]
    rings = (ring for code in codes for ring in outlines().get(code, []))
    return any(_is_inside(ring, longitude, latitude) for ring in rings)


def from_mars(longitude: float, latitude: float) -> Point:
    """A GCJ-02 point as WGS-84, to some metres."""
    east, north = _mars_shift(longitude, latitude)
    return longitude - east, latitude - north


def from_baidu(longitude: float, latitude: float) -> Point:
    """A BD-09 point as WGS-84, to some metres."""
    x, y = longitude - 0.0065, latitude - 0.006
    distance = hypot(x, y) - 0.00002 * sin(y * BAIDU)
    angle = atan2(y, x) - 0.000003 * cos(x * BAIDU)
    return from_mars(distance * cos(angle), distance * sin(angle))


def _mars_shift(longitude: float, latitude: float) -> Point:
    """How far GCJ-02 lies east and north of a point, in degrees (public reversal, eviltransform)."""
    x, y = longitude - 105, latitude - 35
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    radians = latitude * pi / 180
    flat = 1 - SQUARED_ECCENTRICITY * sin(radians) ** 2
    east *= 180 / (RADIUS / sqrt(flat) * cos(radians) * pi)
    north *= 180 / (RADIUS * (1 - SQUARED_ECCENTRICITY) / (flat * sqrt(flat)) * pi)
    return east, north


def _is_inside(ring: list[Point], longitude: float, latitude: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude):
            crossing = x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
            inside ^= longitude < crossing
    return inside
