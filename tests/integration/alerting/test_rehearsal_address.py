"""Reality and rehearsals each have their own way out, and neither takes the other's."""

from typing import TYPE_CHECKING

import pytest

from kawamori.levels import GaugeLevel

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.people import PhoneNumber

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOWHERE = "http://127.0.0.1:9"


def test_a_rehearsal_goes_to_its_own_address_and_reality_never_does(office: "Office") -> None:
    drill, resident, trainee = _flood_twice(office)
    office.settings.twilio_rehearsal_base_url = office.sandbox.url
    office.settings.twilio_base_url = NOWHERE

    office.tell()

    assert len(office.texts(trainee)) == 1
    assert office.texts(resident) == []
    assert _state(office, 0) == ("due", "unreachable")
    assert _state(office, drill)[0] == "accepted"


def test_reality_goes_to_the_provider_whatever_is_wrong_with_the_rehearsal_s_address(
    office: "Office",
) -> None:
    drill, resident, trainee = _flood_twice(office)
    office.settings.twilio_rehearsal_base_url = NOWHERE

    office.tell()

    assert len(office.texts(resident)) == 1
    assert office.texts(trainee) == []
    assert _state(office, drill) == ("due", "unreachable")


def test_a_rehearsal_that_is_refused_for_its_password_does_not_stop_reality(
    office: "Office",
) -> None:
    drill = office.town.start_drill("drill")
    office.subscribe(GaugeLevel.DANGER, run_no=drill.run_no)
    office.danger(run_no=drill.run_no)
    office.assess()
    office.settings.twilio_account_sid = "AC" + "9" * 32
    with office.telling() as telling:
        telling.step()
        office.wait_for(lambda: _state(office, drill.run_no) == ("due", "20003"))
        office.subscribe(GaugeLevel.DANGER)
        office.danger()
        office.assess()

        telling.step()

        office.wait_for(lambda: _state(office, 0) == ("due", "20003"))


def _flood_twice(office: "Office") -> tuple[int, "PhoneNumber", "PhoneNumber"]:
    drill = office.town.start_drill("drill")
    resident = office.subscribe(GaugeLevel.DANGER)
    trainee = office.subscribe(GaugeLevel.DANGER, run_no=drill.run_no)
    office.danger()
    office.danger(run_no=drill.run_no)
    return drill.run_no, resident, trainee


def _state(office: "Office", run_no: int) -> tuple[str, str | None]:
    row = office.town.connection.execute(
        "SELECT state, provider_code FROM deliveries WHERE run_no = %s", (run_no,)
    ).fetchone()
    assert row is not None
    return row[0], row[1]
