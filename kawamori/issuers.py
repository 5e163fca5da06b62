"""Whose word official information can be: what to think of before an entry is believed."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from kawamori.official import Kind

# What people pick from; a regional office signs as itself: 静岡地方気象台・沼津河川国道事務所.
USUAL: dict[Kind, tuple[str, ...]] = {
    Kind.FLOOD: ("気象庁・国土交通省", "気象庁・都道府県", "気象庁"),
    Kind.HEAVY_RAIN: ("気象庁",),
    Kind.LANDSLIDE: ("都道府県・気象庁", "気象庁"),
    Kind.STORM_SURGE: ("気象庁", "都道府県・気象庁"),
    Kind.EARLY_NOTICE: ("気象庁",),
}
_BETWEEN = re.compile(r"[・,、/／]|と(?=\S)")
_METEOROLOGICAL = re.compile(r"気象庁|気象台")
_ADMINISTRATOR = re.compile(
    r"国土交通省|整備局|開発局|河川(国道)?事務所|開発建設部|都道府県|[都道府県](庁|$|.*(事務所|建設|土木|河川))"
)


class Doubt(NamedTuple):
    """One thing to think of, in English and in Japanese; nothing of it forbids."""

    code: str
    message: str
    message_ja: str


def doubts_about(kind: Kind, issuer: str) -> Iterator[Doubt]:
    """Yield what speaks against an issuer: nobody's who announces such things."""
    plain = unicodedata.normalize("NFKC", issuer)
    parts = [part.strip() for part in _BETWEEN.split(plain) if part and part.strip()]
    strange = [p for p in parts if not (_METEOROLOGICAL.search(p) or _ADMINISTRATOR.search(p))]
    if strange:
        names = "、".join(strange)
        yield Doubt(
            "unknown_issuer",
            f"{names} is no issuer that is known: a meteorological office or a river's "
            "administrator announces this",
            f"「{names}」は発表機関として確かめられません。気象庁・気象台か河川管理者の発表ですか",
        )
    elif not _METEOROLOGICAL.search(plain):
        yield Doubt(
            "no_meteorological_office",
            f"{issuer} alone does not announce this: JMA does, by itself or with others",
            f"「{issuer}」単独の発表ではないはずです。気象庁（気象台）の発表か確かめてください",
        )
    if kind is not Kind.FLOOD and any(p in issuer for p in ("国土交通省", "河川")):
        yield Doubt(
            "administrator_of_rivers",
            "a river's administrator announces floods alone",
            "河川管理者が共同で発表するのは氾濫の情報だけです",
        )
