"""Values as somebody typed them, read one by one: each that can't stand is said with its value."""

from collections.abc import Collection, Mapping
from typing import Any

from kawamori.errors import InvalidError
from kawamori.master.drafts import Fault, Values, Weight
from kawamori.spreadsheets import narrow

LONGEST_TEXT = 400


class Reader:
    """Reads the fields of a proposal; ``faults`` grows, ``read`` holds what could be read."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._left = dict(values)
        self.read: Values = {}
        self.faults: list[Fault] = []

    def wrong(self, field: str, ja: str, en: str) -> None:
        """Note what can't stand."""
        self.faults.append(Fault(field, Weight.WRONG, ja, en))

    def doubt(self, field: str, ja: str, en: str) -> None:
        """Note what a person should think about."""
        self.faults.append(Fault(field, Weight.DOUBT, ja, en))

    def text(self, field: str, *, needed: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Read a text; blanks around it are left out."""
        given = self._left.pop(field, None)
        text = "" if given is None else str(given).strip()
        if needed and not text:
            self.wrong(field, "空欄です。入力してください", "is empty: give one")
        if len(text) > longest:
            self.wrong(
                field,
                f"{len(text)}文字あります。{longest}文字以内にしてください",
                f"has {len(text)} characters: at most {longest}",
            )
        self.read[field] = text
        return text

    def number(
        self, field: str, low: float, high: float, *, needed: bool = False, unit: str = "m"
    ) -> float | None:
        """Read a number, full-width digits or not; empty is none."""
        given = self._left.pop(field, None)
        self.read[field] = None
        if given is None or (isinstance(given, str) and not given.strip()):
            if needed:
                self.wrong(field, "空欄です。数値を入力してください", "is empty: give a number")
            return None
        try:
            value = float(narrow(str(given)))  # True is no number, though Python takes it for 1
        except ValueError:
            self.wrong(
                field,
                f"「{given}」は数値ではありません。3.50 のように入力してください",
                f"{given!r} is not a number: write it as 3.50",
            )
            return None
        if not low <= value <= high:  # NaN too
            self.wrong(
                field,
                f"{value:g} {unit} は範囲外です。{low:g} から {high:g} {unit} で入力してください",
                f"{value:g} {unit} is out of range: from {low:g} to {high:g} {unit}",
            )
            return None
        self.read[field] = value
        return value

    def whole(self, field: str, low: int, high: int) -> int | None:
        """Read a whole number; empty is none."""
        value = self.number(field, low, high, unit="")
        if value is None:
            return None
        if not value.is_integer():
            self.wrong(field, f"{value:g} は整数ではありません", f"{value:g} is not a whole number")
            return None
        self.read[field] = int(value)
        return int(value)

    def yes(self, field: str) -> bool:
        """Read a yes or no; empty is no."""
        given = self._left.pop(field, None)
        if given not in (None, "", True, False):
            self.wrong(
                field, f"「{given}」は はい・いいえ ではありません", f"{given!r} is no yes or no"
            )
        self.read[field] = given is True
        return given is True

    def choice(self, field: str, known: Collection[str], otherwise: str | None = None) -> str:
        """Read one of a few words; empty is the usual one, if there is one."""
        given = self._left.pop(field, None) or otherwise
        if given not in known:
            names = "、".join(known)
            self.wrong(
                field,
                f"「{given or ''}」は選べません。{names} のいずれかにしてください",
                f"{given or ''!r} must be one of {', '.join(known)}",
            )
            given = next(iter(known))
        self.read[field] = given
        return str(given)

    def anything(self, field: str) -> Any:
        """Take a value as it is."""
        self.read[field] = self._left.pop(field, None)
        return self.read[field]

    def refuse_rest(self) -> None:
        """Note every field that nobody asked for."""
        for field in self._left:
            self.wrong(field, "この項目はありません", "there is no such field")

    def attempt(self, field: str, build: Any) -> Any:
        """Return what ``build`` makes, or None where it refuses; its words are noted."""
        try:
            return build()
        except InvalidError as error:
            if not any(fault.weight is Weight.WRONG for fault in self.faults):
                self.wrong(field, f"この値は登録できません: {error}", str(error))
            return None
