"""How a message says that it is not real, before it says anything else."""

from kawamori.people import Language
from kawamori.runs import Status

_MARKS = {Status.ACTUAL: "", Status.EXERCISE: "【訓練】", Status.TEST: "【試験】"}
_MARKS_EN = {Status.ACTUAL: "", Status.EXERCISE: "DRILL: ", Status.TEST: "TEST: "}


def mark(status: Status, language: Language) -> str:
    """Return what a text begins with; nothing where it is real."""
    return _MARKS[status] + ("" if language.is_japanese else _MARKS_EN[status])
