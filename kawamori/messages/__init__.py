"""The words people read, by kind, level, channel and language."""

from kawamori.messages.budget import ONE_PART, TWO_PARTS, Segments, segments, ucs2_units
from kawamori.messages.clocks import JST
from kawamori.messages.corrections import (
    CorrectionKind,
    CorrectionMatter,
    correction_of_notice,
    correction_of_official,
    correction_texts,
)
from kawamori.messages.fallback import fallen_back, in_earnest
from kawamori.messages.gauge import gauge_texts, notice
from kawamori.messages.handoffs import HandOffText, hand_off_texts
from kawamori.messages.notices import Matter
from kawamori.messages.official import OfficialMatter, official_texts
from kawamori.messages.order_matter import AreaName, OrderKind, OrderMatter
from kawamori.messages.orders import order_texts, told_in_japanese
from kawamori.messages.own import OwnMatter, own_texts
from kawamori.messages.staff import Concern, Summons, staff_sms

__all__ = [
    "JST",
    "ONE_PART",
    "TWO_PARTS",
    "AreaName",
    "Concern",
    "CorrectionKind",
    "CorrectionMatter",
    "HandOffText",
    "Matter",
    "OfficialMatter",
    "OrderKind",
    "OrderMatter",
    "OwnMatter",
    "Segments",
    "Summons",
    "correction_of_notice",
    "correction_of_official",
    "correction_texts",
    "fallen_back",
    "gauge_texts",
    "hand_off_texts",
    "in_earnest",
    "notice",
    "official_texts",
    "order_texts",
    "own_texts",
    "segments",
    "staff_sms",
    "told_in_japanese",
    "ucs2_units",
]
