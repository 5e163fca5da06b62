"""Whoever cannot have announced a thing is doubted by name; nobody is refused."""

import pytest

from kawamori.issuers import USUAL, doubts_about
from kawamori.official import Kind


@pytest.mark.parametrize(
    ("kind", "issuer"),
    [
        *((kind, issuer) for kind, issuers in USUAL.items() for issuer in issuers),
        (Kind.FLOOD, "静岡地方気象台・沼津河川国道事務所"),
        (Kind.FLOOD, "熊本地方気象台、熊本県"),
        (Kind.FLOOD, "札幌管区気象台・北海道開発局"),
        (Kind.FLOOD, "東京都建設局・気象庁"),
        (Kind.LANDSLIDE, "静岡県と静岡地方気象台"),
    ],
)
def test_nobody_doubts_whoever_announces_such_things(kind: Kind, issuer: str) -> None:
    assert list(doubts_about(kind, issuer)) == []


@pytest.mark.parametrize(
    ("kind", "issuer", "code"),
    [
        (Kind.FLOOD, "川辺市", "unknown_issuer"),
        (Kind.FLOOD, "気象庁・近所の人", "unknown_issuer"),
        (Kind.FLOOD, "国土交通省", "no_meteorological_office"),
        (Kind.HEAVY_RAIN, "静岡県", "no_meteorological_office"),
        (Kind.HEAVY_RAIN, "気象庁・国土交通省", "administrator_of_rivers"),
    ],
)
def test_whoever_does_not_is_named(kind: Kind, issuer: str, code: str) -> None:
    assert [doubt.code for doubt in doubts_about(kind, issuer)] == [code]
