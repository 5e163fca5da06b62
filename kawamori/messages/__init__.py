"""The words people read, by kind, level, channel and language."""

from kawamori.messages.budget import ONE_PART, TWO_PARTS, Segments, segments, ucs2_units
from kawamori.messages.clocks import JST
from kawamori.messages.gauge import Matter, gathered_sms, sms
from kawamori.messages.orders import AreaName, OrderKind, OrderMatter
from kawamori.messages.staff import Concern, Summons, staff_sms

__all__ = [
    "JST",
    "ONE_PART",
    "TWO_PARTS",
    "AreaName",
    "Concern",
    "Matter",
    "OrderKind",
    "OrderMatter",
    "Segments",
    "Summons",
    "gathered_sms",
    "segments",
    "sms",
    "staff_sms",
    "ucs2_units",
]
