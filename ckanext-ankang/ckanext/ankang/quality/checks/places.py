"""Where things are: codes of administrative divisions, and coordinates inside Ankang."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from typing import Any, ClassVar

import attrs
from frictionless import Error, errors

from ...catalogue.vocabularies import UnknownValue, fold, label, vocabulary
from ...tables.plain import Run
from ..notes import Note
from .columns import NAME, CellCheck, CellsCheck, ColumnsCheck, Profile, options
from .geography import bounds, from_baidu, from_mars, is_within

# County, township (GB/T 10114) and village codes: what each adds to the county's six digits.
LEVELS = {6: "县（市、区）", 9: "乡镇（街道）", 12: "村（社区）"}
DEGREES = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]+)?")
SEXAGESIMAL = re.compile(r"[0-9]{1,3}\s*[°度:：].*")
# As many points must lie in their county only when un-shifted before the column is suspected, ...
FEW_POINTS = 3
# ... and as many times more than those that lie there only as they are.
MANY_TIMES = 3


class DivisionCodeError(errors.CellError):
    """A division code that is none of Ankang's."""

    type = "division-code"
    title = "行政区划代码不对"
    description = "行政区划代码按 GB/T 2260 编六位，乡镇加三位，村加六位；前六位应是安康市的县区。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


class DivisionParentError(errors.CellError):
    """A division that does not lie in the division of its row."""

    type = "division-parent"
    title = "上下级区划代码不一致"
    description = "下级行政区划代码应以上级的代码开头。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


class CoordinatesError(errors.CellError):
    """A point that cannot be in Ankang."""

    type = "coordinates"
    title = "坐标不对"
    description = "坐标应为十进制度数，并落在安康市范围内。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


@attrs.define(kw_only=True, repr=False)
class division_code(CellCheck):
    """Accept division codes of Ankang with the given numbers of digits.

    A code that was given up, as 610928, is accepted only where the table is `historic`.
    """

    type = "division-code"
    Errors = [DivisionCodeError]  # noqa: RUF012
    error = DivisionCodeError
    digits: list[int] = attrs.field(factory=lambda: [6])
    historic: bool = False
    metadata_profile_patch: ClassVar[Profile] = options(
        {"fieldName": NAME},
        digits={"type": "array", "items": {"type": "integer", "enum": list(LEVELS)}},
        historic={"type": "boolean"},
    )

    def fault(self, *cells: str) -> str | None:
        code = cells[0]
        if not (code.isascii() and code.isdigit()) or len(code) not in self.digits:
            forms = "或".join(f" {digits} 位{LEVELS[digits]}代码" for digits in self.digits)
            return f"不是{forms}。请核对。"
        try:
            now = fold("divisions", code[:6])
        except UnknownValue:
            return f"前六位“{code[:6]}”不是安康市县区的代码。请对照 GB/T 2260 核对。"
        if now != code[:6] and not self.historic:
            name = label("divisions", now)
            return f"“{code[:6]}”是已停用的旧代码。请改为{name}的“{now}”。"
        if any(code[start : start + 3] == "000" for start in range(6, len(code), 3)):
            return f"后 {len(code) - 6} 位有一级是“000”，没有指明是哪一个。请核对。"
        return None


@attrs.define(kw_only=True, repr=False)
class division_parent(CellsCheck):
    """Hold the code of a division to the code of the one it lies in."""

    type = "division-parent"
    Errors = [DivisionParentError]  # noqa: RUF012
    error = DivisionParentError
    naming = ("field_name", "parent_field")
    field_name: str
    parent_field: str
    metadata_profile_patch: ClassVar[Profile] = options({"fieldName": NAME, "parentField": NAME})

    def fault(self, *cells: str) -> str | None:
        code, parent = cells
        if code.startswith(parent):
            return None
        return f"不以“{self.parent_field}”的“{parent}”开头。请核对这两个代码。"


@attrs.define(kw_only=True, repr=False)
class coordinates(CellsCheck):
    """Accept points inside Ankang as decimal degrees, and name the usual mistakes."""

    type = "coordinates"
    Errors = [CoordinatesError]  # noqa: RUF012
    error = CoordinatesError
    naming = ("longitude_field", "latitude_field")
    longitude_field: str
    latitude_field: str
    metadata_profile_patch: ClassVar[Profile] = options(
        {"longitudeField": NAME, "latitudeField": NAME}
    )

    def fault(self, *cells: str) -> str | None:
        if any(SEXAGESIMAL.fullmatch(cell.strip()) for cell in cells):
            return "是度分秒的写法。请换算为十进制度数，如 109.0268。"
        if not all(DEGREES.fullmatch(cell.strip()) for cell in cells):
            return "不是十进制度数。请写成 109.0268 这样的形式。"
        longitude, latitude = (float(cell) for cell in cells)
        if bounds().holds(longitude, latitude):
            return None
        if (longitude, latitude) == (0, 0):
            return "经纬度都是 0，没有定位。请补上坐标，或者留空。"
        if bounds().holds(latitude, longitude):
            return f"与“{self.latitude_field}”的“{cells[1]}”互换了。请把经度和纬度对调。"
        return f"与“{self.latitude_field}”的“{cells[1]}”合起来不在安康市范围内。请核对。"


@attrs.define(kw_only=True, repr=False)
class shifted_coordinates(ColumnsCheck):
    """Suspect a column of points that lie in their county only once a map shift is taken back.

    Maps of 高德 and 腾讯 give GCJ-02, those of 百度 BD-09, some 500 and 1,200 metres off; the county
    of a row, by code or name, gives that away near its border. A suspicion, so a note.
    """

    type = "shifted-coordinates"
    naming = ("longitude_field", "latitude_field", "division_field")
    longitude_field: str
    latitude_field: str
    division_field: str
    _as_they_are: int = attrs.field(init=False, default=0)
    _shifted: dict[str, int] = attrs.field(init=False, factory=dict)
    metadata_profile_patch: ClassVar[Profile] = options(
        {"longitudeField": NAME, "latitudeField": NAME, "divisionField": NAME}
    )

    def validate_row(self, row: Any) -> Iterable[Error]:
        if cells := self.written(row):
            self._see(*cells)
        return ()

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        columns = self.columns_of(run, titles) or []
        for place, cells in enumerate(zip(*columns, strict=True)):
            if place not in left_out and all(cells):
                self._see(*(cell.decode() for cell in cells))

    def notes(self) -> Iterable[Note]:
        count, name = max(((count, name) for name, count in self._shifted.items()), default=(0, ""))
        if count >= FEW_POINTS and count >= MANY_TIMES * self._as_they_are:
            sentence = (
                f"“{self.longitude_field}”“{self.latitude_field}”像是{name}坐标："
                f"有 {count} 个点不在所写的县区内，还原后才落在里面。"
                "请确认坐标系，公开的坐标应为 CGCS2000 或 WGS-84。"
            )
            yield Note(self.type, sentence, self.longitude_field)

    def _see(self, longitude: str, latitude: str, division: str) -> None:
        county = _county(division)
        if county is None or not all(DEGREES.fullmatch(cell) for cell in (longitude, latitude)):
            return
        point = float(longitude), float(latitude)
        restored = {"国测局（GCJ-02）": from_mars(*point), "百度（BD-09）": from_baidu(*point)}
        inside = {name: is_within(county, *there) for name, there in restored.items()}
        if is_within(county, *point):
            self._as_they_are += not any(inside.values())
            return
        for name in (name for name, is_inside in inside.items() if is_inside):
            self._shifted[name] = self._shifted.get(name, 0) + 1


@cache
def _county(division: str) -> str | None:
    """The code of the county that a code of any level or a name means."""
    if re.fullmatch(r"[0-9]{6,12}", division):
        division = division[:6]
    return vocabulary("divisions").codes.get(division)
