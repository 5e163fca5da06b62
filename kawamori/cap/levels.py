"""How urgent, severe and certain a level is in CAP's words, and what is to be done at it.

A gauge notice names a threshold and is no order: it asks nobody to leave.
"""

from typing import NamedTuple

from kawamori.cap.alerts import Certainty, Response, Severity, Urgency
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel


class Grade(NamedTuple):
    """The three words that CAP grades an alert by, and the response."""

    urgency: Urgency
    severity: Severity
    certainty: Certainty
    response: Response


_GRADES = {
    2: Grade(Urgency.FUTURE, Severity.MINOR, Certainty.POSSIBLE, Response.MONITOR),
    3: Grade(Urgency.EXPECTED, Severity.MODERATE, Certainty.LIKELY, Response.PREPARE),
    4: Grade(Urgency.IMMEDIATE, Severity.SEVERE, Certainty.LIKELY, Response.EVACUATE),
    5: Grade(Urgency.IMMEDIATE, Severity.EXTREME, Certainty.LIKELY, Response.SHELTER),
}
_ORDERS = (3, 4, 5)

ALL_CLEAR = Grade(Urgency.PAST, Severity.MINOR, Certainty.OBSERVED, Response.ALL_CLEAR)
RETRACTED = Grade(Urgency.PAST, Severity.UNKNOWN, Certainty.UNLIKELY, Response.NONE)


def order_grade(alert_level: int) -> Grade:
    """Return the grade of a municipal order, by its alert level (警戒レベル)."""
    if alert_level not in _ORDERS:
        raise InvalidError(f"alert level {alert_level}: an order has 3, 4 or 5")
    return _GRADES[alert_level]


def gauge_grade(level: GaugeLevel) -> Grade:
    """Return the grade of a threshold that a river has reached: seen, not foretold."""
    if level is GaugeLevel.NORMAL:
        return ALL_CLEAR
    grade = _GRADES[max(level, GaugeLevel.CAUTION)]
    return grade._replace(certainty=Certainty.OBSERVED, response=Response.MONITOR)
