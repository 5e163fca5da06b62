"""The roster says who is called; a rehearsal calls its own list; two engines call once."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from alerting.summon import Summoner
from kawamori.calls import Hours, Post
from kawamori.cli import main
from kawamori.errors import ConflictError, NotFoundError
from kawamori.people import PhoneNumber, Subscriber
from kawamori.runs import CITY_NETWORK
from kawamori.settings import PREFIX
from kawamori.storage.connections import connect
from kawamori.storage.duty.roster import add_duty, list_duty, on_duty, remove_duty
from kawamori.storage.people.subscribers import stop_telling
from kawamori.storage.runs import end_run

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AOI, FUMI, GORO = (PhoneNumber(f"+8170100000{n:02}") for n in range(3))


def post(
    office: "Office",
    person: str,
    address: PhoneNumber,
    position: int,
    *,
    river: str | None = None,
    hours: str | None = None,
    run_no: int = 0,
) -> int:
    place = Post(person, CITY_NETWORK, position, river, Hours.parse(hours) if hours else None)
    return add_duty(office.town.connection, office.seal, place, Subscriber(address), run_no=run_no)


def called(office: "Office", clock: time = time(12), *, run_no: int = 0) -> list[str]:
    found = on_duty(
        office.town.connection, run_no=run_no, network=CITY_NETWORK, river="川辺川", clock=clock
    )
    return [who.person for who in found]


def test_a_river_s_own_people_come_before_the_network_s(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)
    post(office, "Goro", GORO, 2, river="川辺川")
    post(office, "Fumi", FUMI, 1, river="川辺川")

    assert called(office) == ["Fumi", "Goro", "Aoi"]


@pytest.mark.parametrize(
    ("clock", "who"), [(time(8, 29), ["Fumi"]), (time(8, 30), ["Aoi"]), (time(17, 15), ["Fumi"])]
)
def test_hours_may_go_over_midnight(office: "Office", clock: time, who: list[str]) -> None:
    post(office, "Aoi", AOI, 1, hours="08:30-17:15")
    post(office, "Fumi", FUMI, 1, hours="17:15-08:30")

    assert called(office, clock) == who


def test_a_gap_in_the_hours_calls_everybody(office: "Office") -> None:
    post(office, "Aoi", AOI, 1, hours="08:30-17:15")

    assert called(office, time(3)) == ["Aoi"]


def test_a_place_is_one_person_s_and_free_again_when_they_leave(office: "Office") -> None:
    line = post(office, "Aoi", AOI, 1)
    with pytest.raises(ConflictError, match="place 1"):
        post(office, "Fumi", FUMI, 1)

    remove_duty(office.town.connection, line, office.wall())
    post(office, "Fumi", FUMI, 1)

    assert called(office) == ["Fumi"]
    with pytest.raises(NotFoundError, match=f"no line {line}"):
        remove_duty(office.town.connection, line, office.wall())


def test_who_opted_out_is_passed_over(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)
    post(office, "Fumi", FUMI, 2)
    first = on_duty(
        office.town.connection, run_no=0, network=CITY_NETWORK, river="", clock=time(12)
    )[0]

    stop_telling(office.town.connection, first.subscriber_id, "opted out", office.wall())

    assert called(office) == ["Fumi"]


def test_numbers_are_stored_as_residents_are(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)

    rows = office.town.connection.execute("SELECT address_encrypted FROM subscribers").fetchall()

    assert all(AOI.e164.encode() not in bytes(row[0]) for row in rows)
    assert [line.address for line in list_duty(office.town.connection, office.seal)] == [AOI]


def test_a_rehearsal_calls_those_on_its_list_alone_and_says_so(office: "Office") -> None:
    drill = office.town.start_drill("drill")
    post(office, "Aoi", AOI, 1)
    post(office, "Fumi", FUMI, 2, run_no=drill.run_no)
    known = [len(office.texts(who)) for who in (AOI, FUMI)]
    office.clock = office.town.wall

    def heard() -> list[list[str]]:
        texts = zip((AOI, FUMI), known, strict=True)
        return [[text[:8] for text in office.texts(who)[n:]] for who, n in texts]

    office.danger(run_no=drill.run_no)
    office.tell()
    assert heard() == [[], ["【訓練】氾濫危険"]]

    end_run(office.town.connection, "drill", office.town.now)
    office.danger()
    office.tell()
    assert heard() == [["氾濫危険水位 川"], ["【訓練】氾濫危険"]]


def test_a_number_that_reaches_nobody_is_not_waited_for(office: "Office") -> None:
    opted_out = PhoneNumber("+15005550004")
    post(office, "Aoi", opted_out, 1)
    post(office, "Fumi", FUMI, 2)
    before = len(office.texts(FUMI))
    office.danger()

    office.tell()
    with office.telling() as telling:
        telling.summon()
    office.tell()

    assert len(office.texts(FUMI)) == before + 1


def test_two_engines_at_once_call_once(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)
    office.clock = office.town.wall
    office.danger()
    office.assess()
    url = office.settings.database_url.get_secret_value()
    one, other = Summoner("http://127.0.0.1:9"), Summoner("http://127.0.0.1:9")

    with connect(url, name="one") as here, connect(url, name="other") as there:
        with here.transaction():
            assert one.call(here, office.wall()) == 1
            assert other.call(there, office.wall()) == 0
        assert other.call(there, office.wall()) == 0

    assert office.town.connection.execute("SELECT count(*) FROM deliveries").fetchone() == (1,)


def test_a_restart_in_between_loses_nothing(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)
    post(office, "Fumi", FUMI, 2)
    before = len(office.texts(FUMI))
    office.clock = office.town.wall
    office.danger()
    office.tell()
    office.town.now += timedelta(minutes=5)

    office.judge.forget()
    with office.telling() as another_process:
        while another_process.step():
            pass

    assert len(office.texts(FUMI)) == before + 1


def test_whoever_is_called_twice_gets_two_links(office: "Office") -> None:
    post(office, "Aoi", AOI, 1)
    office.clock = office.town.wall
    office.danger()
    office.tell()
    office.town.now += timedelta(minutes=5)
    office.tell()

    links = office.town.connection.execute("SELECT DISTINCT link FROM deliveries").fetchall()

    assert len(links) == 2
    assert all(link.startswith("http://127.0.0.1:9/a/") for (link,) in links)


def test_the_roster_is_kept_at_the_keyboard(
    office: "Office", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = office.settings.people_key
    url = office.settings.database_url.get_secret_value()
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)
    monkeypatch.setenv(f"{PREFIX}PEOPLE_KEY", key.get_secret_value() if key else "")
    add = ["duty", "add", "Aoi", "090-1234-9876", "--position", "1"]

    assert main([*add, "--river", "川辺川", "--hours", "17:00-08:30"]) == 0
    assert main([*add, "--hours", "late"]) == 2
    assert main([*add, "--river", "利根川"]) == 2
    main(["duty", "list"])

    told = capsys.readouterr()
    assert "city 川辺川  1.  Aoi …9876  17:00-08:30  ja  [actual]" in told.out
    assert "12349876" not in told.out
    assert "write them as 17:00-08:30" in told.err
    assert "lies on the river '利根川'" in told.err
    line = told.out.split("line ")[1].split(":")[0]
    assert main(["duty", "remove", line]) == 0


def test_a_rehearsal_sixty_times_as_fast_waits_a_sixtieth(office: "Office") -> None:
    drill = office.town.start_drill("drill", speed=60)
    post(office, "Aoi", AOI, 1, run_no=drill.run_no)
    post(office, "Fumi", FUMI, 2, run_no=drill.run_no)
    before = len(office.texts(FUMI))
    began = office.clock = office.town.wall
    office.town.store([(began(), 1.7)], run_no=drill.run_no)
    office.assess()
    office.town.now += timedelta(seconds=10)  # ten minutes there
    office.town.store([(drill.now(began()), 2.1)], run_no=drill.run_no)
    office.tell()

    office.town.now += timedelta(seconds=9)
    office.tell()
    assert len(office.texts(FUMI)) == before
    office.town.now += timedelta(seconds=1)
    office.tell()
    assert len(office.texts(FUMI)) == before + 1


def test_where_nobody_is_on_duty_that_is_said_once_and_looked_at_again(
    office: "Office", caplog: pytest.LogCaptureFixture
) -> None:
    before = len(office.texts(AOI))
    office.clock = office.town.wall
    office.danger()
    for _ in range(3):
        office.tell()
        office.town.now += timedelta(seconds=30)

    said = [record.message for record in caplog.records if record.levelname == "CRITICAL"]
    assert said == ["nobody is on duty: 川辺川, run 0"]

    post(office, "Aoi", AOI, 1)
    office.town.now += timedelta(minutes=1)
    office.tell()
    assert len(office.texts(AOI)) == before + 1


def test_a_rehearsal_without_a_list_of_its_own_calls_nobody(office: "Office") -> None:
    drill = office.town.start_drill("drill")
    for position, (person, address) in enumerate((("Aoi", AOI), ("Fumi", FUMI)), 1):
        post(office, person, address, position)
    office.clock = office.town.wall

    office.danger(run_no=drill.run_no)
    office.tell()
    office.town.now += timedelta(minutes=30)
    office.tell()

    assert office.states() == []
