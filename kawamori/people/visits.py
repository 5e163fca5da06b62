"""People who ask for a visit (戸別訪問): the only ones whose name and address are kept."""

from dataclasses import dataclass, field

from kawamori.errors import InvalidError
from kawamori.people.addresses import PhoneNumber

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Visited:
    """Whom to visit and where; nothing of it appears in a ``repr``.

    ``note`` is what whoever knocks must know: a wheelchair, a hearing aid, a dog.
    """

    name: str = field(repr=False)
    address: str = field(repr=False)
    note: str = field(default="", repr=False)
    phone: PhoneNumber | None = None

    def __post_init__(self) -> None:
        """Refuse somebody who could not be found."""
        for what, text in (("name", self.name), ("address", self.address)):
            if not text.strip():
                raise InvalidError(f"{what} is empty: whoever knocks needs it")
        for what, text in (("name", self.name), ("address", self.address), ("note", self.note)):
            if len(text) > LONGEST:
                raise InvalidError(f"{what} has {len(text)} characters: at most {LONGEST}")
