"""What stands for an area, from the kinds that a document lists: the highest of each series."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ingest.sources.jma.names import (
    LANDSLIDE_ALERT,
    OLD_AREA_CODES,
    WITHOUT_LEVEL,
    area_name,
)
from kawamori.errors import InvalidError
from kawamori.official import Kind, OfficialName

_ENDED = "解除"
_NONE = "なし"


class Listed(NamedTuple):
    """One kind as a document lists it; its status is 発表, 継続, 解除, 警報から注意報 and so on."""

    code: str
    status: str
    name: str = ""

    @property
    def says_nothing(self) -> bool:
        """Tell whether this is the line that nothing is in force (発表警報・注意報はなし)."""
        return not self.code and any(
            each.endswith(_NONE) or each == _ENDED for each in (self.status, self.name)
        )


class Standing(NamedTuple):
    """What a document says of an area: the name in force by series, None where there is none.

    ``unknown`` are the kinds that nobody here knows, as they were listed.
    """

    names: Mapping[Kind, OfficialName | None]
    unknown: tuple[str, ...] = ()


def standing(listed: Iterable[Listed], speaks_for: frozenset[Kind], *, is_old: bool) -> Standing:
    """Return what stands by series; ``speaks_for`` are those that the document tells all about.

    Beside a kind that is not known nothing is taken for ended: it may be what stands now.
    """
    found: dict[Kind, OfficialName | None] = dict.fromkeys(speaks_for)
    unknown: list[str] = []
    for each in listed:
        if each.says_nothing:
            continue
        try:
            name = _old_name(each.code) if is_old else area_name(each.code, each.name)
        except InvalidError as error:
            unknown.append(str(error))
            continue
        if name is None:
            continue
        before = found.setdefault(name.kind, None)
        if each.status != _ENDED and (before is None or name.alert_level > before.alert_level):
            found[name.kind] = name
    if unknown:
        found = {kind: name for kind, name in found.items() if name is not None}
    return Standing(found, tuple(unknown))


def landslide_alert(listed: Iterable[Listed]) -> Standing:
    """Return what 土砂災害警戒情報, as it was until May 2026, says of an area: 警戒, 解除, なし."""
    alerted = any(each.name == "警戒" and each.status != _ENDED for each in listed)
    return Standing({Kind.LANDSLIDE: LANDSLIDE_ALERT if alerted else None})


def _old_name(code: str) -> OfficialName | None:
    if name := OLD_AREA_CODES.get(code):
        return name
    if code in WITHOUT_LEVEL:
        return None
    raise InvalidError(f"code {code!r} is no warning that was known before May 2026")
