"""A city's shelters as its open data has them: read whole, or refused with every fault in it.

Columns may be named as 自治体標準オープンデータセット names them (指定緊急避難場所一覧), as the
Geospatial Information Authority's list does, or in English.
"""

import math
from collections.abc import Mapping

from kawamori.errors import InvalidError
from kawamori.shelters import Hazard, Shelter
from kawamori.spreadsheets import narrow, rows_of, text_of

_NAMES: Mapping[str, tuple[str, ...]] = {
    "shelter_id": ("shelter_id", "ID", "共通ID", "NO"),
    "name": ("name", "名称", "施設・場所名"),
    "name_en": ("name_en", "名称_英語", "名称_英字"),
    "reading": ("reading", "名称_カナ"),
    "address": ("address", "所在地_連結表記", "住所"),
    "lat": ("lat", "緯度"),
    "lon": ("lon", "経度"),
    "capacity": ("capacity", "想定収容人数"),
    "note": ("note", "備考"),
}
_HAZARDS: Mapping[Hazard, str] = {
    Hazard.FLOOD: "洪水",
    Hazard.LANDSLIDE: "崖崩れ、土石流及び地滑り",
    Hazard.STORM_SURGE: "高潮",
    Hazard.EARTHQUAKE: "地震",
    Hazard.TSUNAMI: "津波",
    Hazard.FIRE: "大規模な火事",
    Hazard.INLAND_FLOOD: "内水氾濫",
    Hazard.VOLCANO: "火山現象",
}
_YES = frozenset({"1", "true", "○", "〇", "◯", "有", "可"})
_NO = frozenset({"", "0", "false", "×", "✕", "-", "無", "不可"})
_NEEDED = ("shelter_id", "name", "lat", "lon")

Row = Mapping[str, str]


def read_shelters(raw: bytes, name: str) -> list[Shelter]:
    """Return the shelters in a CSV file; one ``InvalidError`` tells of every fault in it."""
    rows = rows_of(text_of(raw, name), name)
    columns = _columns(next(rows, (0, []))[1], name)
    shelters: dict[str, Shelter] = {}
    lines: dict[str, int] = {}
    faults: list[str] = []
    for line, row in rows:
        said = {field: cell.strip() for field, cell in zip(columns, row, strict=False) if field}
        where = f"{name}, line {line} ({said.get('shelter_id', '')} {said.get('name', '')})"
        try:
            shelter = _shelter(said)
            if shelter.shelter_id in lines:
                first = lines[shelter.shelter_id]
                raise InvalidError(f"its id is already on line {first}: give each its own")  # noqa: TRY301 gathered with all other faults
        except InvalidError as error:
            faults.append(f"{where}: {error}")
            continue
        shelters[shelter.shelter_id], lines[shelter.shelter_id] = shelter, line
    if not shelters and not faults:
        faults.append(f"{name}: there is no shelter in it")
    if faults:
        raise InvalidError("\n".join([*faults, "nothing was stored"]))
    return list(shelters.values())


def _columns(head: list[str], name: str) -> list[str]:
    """Return what each column is to us, empty for what is not read."""
    known = {spelled: field for field, names in _NAMES.items() for spelled in names}
    for hazard, spelled in _HAZARDS.items():
        known |= dict.fromkeys((hazard.value, spelled, f"災害種別_{spelled}"), hazard.value)
    titles = [cell.strip().lstrip("\ufeff") for cell in head]
    columns = [known.get(title, "") for title in titles]
    if missing := [field for field in _NEEDED if field not in columns]:
        wanted = "; ".join(" or ".join(_NAMES[field]) for field in missing)
        raise InvalidError(f"{name}: its first line has no column {wanted}: nothing was stored")
    # A list may have both an ID and a running number: the better name is the one that counts.
    at = {spelled: n for n, spelled in enumerate(titles)}
    best = next(at[each] for each in _NAMES["shelter_id"] if each in at)
    return ["" if field == "shelter_id" and n != best else field for n, field in enumerate(columns)]


def _shelter(said: Row) -> Shelter:
    return Shelter(
        narrow(said["shelter_id"]).lower(),
        said["name"],
        _degrees(said, "lat"),
        _degrees(said, "lon"),
        frozenset(hazard for hazard in Hazard if _flag(said, hazard)),
        said.get("name_en", ""),
        said.get("reading", ""),
        said.get("address", ""),
        _capacity(said.get("capacity", "")),
        said.get("note", ""),
    )


def _degrees(said: Row, field: str) -> float:
    cell = narrow(said.get(field, ""))
    try:
        degrees = float(cell)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise InvalidError(f"{field} {cell!r} is no number of degrees such as 35.0712")
    return degrees


def _flag(said: Row, hazard: Hazard) -> bool:
    cell = narrow(said.get(hazard, "")).lower()
    if cell in _YES:
        return True
    if cell in _NO:
        return False
    raise InvalidError(f"{_HAZARDS[hazard]} {cell!r} must be 1 (designated for it) or empty")


def _capacity(cell: str) -> int | None:
    digits = narrow(cell).replace(",", "").removesuffix("人")
    if digits in ("", "0"):  # some lists write 0 where nobody has counted
        return None
    if not digits.isdecimal():
        raise InvalidError(f"想定収容人数 {cell!r} is no number of people")
    return int(digits)
