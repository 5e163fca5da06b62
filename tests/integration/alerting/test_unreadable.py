"""One person's number that can't be read keeps nobody else from being told."""

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

UNREADABLE = ("refused", "address unreadable", True)


@pytest.mark.parametrize("stored", [b"of another key, and long enough to be one", b"short"])
def test_a_number_that_can_not_be_read_is_refused_and_the_others_are_told(
    office: "Office", stored: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    _damaged, ben = office.subscribe(), office.subscribe()
    _damage_the_first(office, stored)
    office.danger()

    with caplog.at_level(logging.CRITICAL):
        office.tell()

    assert len(office.texts(ben)) == 1
    assert _settled(office) == [("accepted", None, False), UNREADABLE]
    assert "is refused" in caplog.text


@pytest.mark.parametrize("state", ["unknown", "refused"])
def test_what_waits_to_be_settled_is_settled_in_spite_of_an_unreadable_number(
    office: "Office", state: str
) -> None:
    office.subscribe()
    office.subscribe()
    office.danger()
    office.tell()
    _damage_the_first(office, b"short")
    office.town.connection.execute(
        "UPDATE deliveries SET state = %s, provider_code = '30004', provider_id = NULL", (state,)
    )

    office.settle()

    other = ("accepted", "30004", False) if state == "unknown" else ("refused", "30004", True)
    assert _settled(office) == sorted([UNREADABLE, other])


def _damage_the_first(office: "Office", stored: bytes) -> None:
    office.town.connection.execute(
        "UPDATE subscribers SET address_encrypted = %s"
        " WHERE subscriber_id = (SELECT min(subscriber_id) FROM subscribers)",
        (stored,),
    )


def _settled(office: "Office") -> list[tuple[str, str | None, bool]]:
    rows = office.town.connection.execute(
        "SELECT state, provider_code, settled_at IS NOT NULL FROM deliveries ORDER BY 1, 2"
    )
    return [(row[0], row[1], row[2]) for row in rows]
