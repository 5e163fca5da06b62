"""How a message says that it is not real, before it says anything else."""

from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

MARKS = {Status.ACTUAL: "", Status.EXERCISE: "【訓練】", Status.TEST: "【試験】"}


def mark(status: Status, language: Language) -> str:
    """Return what a text begins with; nothing where it is real."""
    if status is Status.ACTUAL:
        return ""
    return MARKS[status] + wording(language).say(f"marks.{status.value}")
