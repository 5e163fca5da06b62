"""A public gauge's readings are observations like any other; what fails is one source alone."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from ingest.loop import Ingest
from ingest.sources.commands import pollings_of
from ingest.sources.config import ELSEWHERE, GaugeTable, JmaTable, SourcesConfig, read_sources
from ingest.sources.polling import Polling
from ingest.sources.registering import add_gauge, read_reference
from ingest.sources.web import Web
from kawamori import mqtt
from kawamori.errors import InvalidError, NotFoundError, UnavailableError
from kawamori.settings import Settings
from kawamori.stations import Datastream, Mode, Station
from kawamori.storage.connections import Connection, connect
from kawamori.storage.readings.quarantine import list_quarantined
from kawamori.storage.river.stations import JudgedStation, judged_stations, register_station
from kawamori.testing.waiting import until
from simulators.sources.england import EnglishGauge
from simulators.sources.japan import JapaneseGauge
from simulators.sources.jma import KAWA_RIVER, SHIZUOKA, flood_item
from simulators.sources.server import Mishap, PublicSources
from simulators.sources.states import AmericanGauge

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.embedded.broker import Mosquitto

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

QUARTER = timedelta(minutes=15)


class Bank:
    """The public services, a city's broker, database and ingest, and the file of sources."""

    def __init__(
        self, sources: PublicSources, broker: "Mosquitto", connection: Connection, url: str
    ) -> None:
        self.sources = sources
        self.connection = connection
        self.settings = Settings(
            database_url=SecretStr(url), mqtt_host=broker.host, mqtt_port=broker.port
        )
        self._url, self._link = url, mqtt.Broker(broker.host, broker.port)
        self.config = Path()
        self.now = datetime.now(UTC).replace(second=0, microsecond=0)

    def ingest(self) -> Ingest:
        return Ingest(self._link, "1", lambda: connect(self._url, name="ingest"))

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """Run ingest until the block ends."""
        ingest = self.ingest()
        thread = threading.Thread(target=ingest.run)
        thread.start()
        assert ingest.wait_listening(20)
        yield
        ingest.stopping.set()
        thread.join(10)

    def add(self, *named: str) -> None:
        """Make public gauges stations, as the command does."""
        with closing(Web("Kawabe City")) as web:
            for each in named:
                add_gauge(self.connection, web, read_reference(each), self.config)

    def stations(self) -> dict[str, JudgedStation]:
        return {each.station.station_id: each for each in judged_stations(self.connection)}

    @contextmanager
    def polling(self, config: SourcesConfig | None = None) -> Iterator[dict[str, Polling]]:
        """Come on the wire with each source of the file, which tests then have asked."""
        pollings = pollings_of(config or read_sources(self.config), self.settings)
        for each in pollings:
            each.start()
        try:
            yield {each.name: each for each in pollings}
        finally:
            for each in pollings:
                each.stop()

    def stages(self, station_id: str) -> list[float]:
        """Return what is stored of a station, the oldest first."""
        rows = self.connection.execute(
            "SELECT result FROM observations JOIN datastreams USING (datastream_id) "
            "WHERE station_id = %s ORDER BY observed_at",
            (station_id,),
        )
        return [round(float(row[0]), 3) for row in rows]

    def statuses(self, device_id: str) -> list[bool]:
        """Return whether a device said that it is online, each time that it did."""
        rows = self.connection.execute(
            "SELECT online FROM device_statuses WHERE device_id = %s ORDER BY received_at",
            (device_id,),
        )
        return [bool(row[0]) for row in rows]

    def reasons(self) -> list[str]:
        return [each.reason for each in list_quarantined(self.connection)]


@pytest.fixture
def idle(
    sources: PublicSources,
    broker: "Mosquitto",
    connection: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
) -> Bank:
    monkeypatch.setenv(ELSEWHERE, sources.url)
    bank = Bank(sources, broker, connection, database)
    bank.config = tmp_path / "sources.toml"
    return bank


@pytest.fixture
def bank(idle: Bank) -> Iterator[Bank]:
    with idle.ingesting():
        yield idle


def test_an_english_gauge_becomes_a_station_with_its_name_place_and_usual_range(bank: Bank) -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH", label="Bourton Dickler"))

    bank.add("ea:1029TH")

    found = bank.stations()["ea-1029th"]
    station, stage = found.station, found.datastream
    assert (station.name, station.river, station.datum) == ("Bourton Dickler", "River Kawa", "ASD")
    assert (station.lat, station.lon) == (51.874767, -1.740083)
    assert station.interval == QUARTER
    assert found.thresholds.standby_m == 0.42  # the top of the usual range, and no other rung
    assert found.thresholds.caution_m is None
    assert (station.mode, station.dormant_for) == (Mode.CRISIS, timedelta(hours=26))
    assert (stage.min_plausible, stage.max_plausible) == (-1.95, 3.82)


def test_its_owner_is_named_wherever_its_readings_are_shown(bank: Bank, api: "Api") -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH", readings=[(bank.now, 1.0)]))
    bank.add("ea:1029TH")
    assert api.get("/hq/config").json()["credits"] == []

    with bank.polling() as polls:
        polls["ea"].step()

    [line] = api.get("/hq/config").json()["credits"]
    assert line.startswith("This uses Environment Agency")


def test_its_readings_are_stored_once_with_its_own_times(bank: Bank) -> None:
    gauge = EnglishGauge(
        "1029TH", readings=[(bank.now - n * QUARTER, 1 + n / 10) for n in range(5)]
    )
    bank.sources.england.gauges.append(gauge)
    bank.add("ea:1029TH")

    with bank.polling() as polls:
        polls["ea"].step()
        assert until(lambda: bank.stages("ea-1029th") == [1.4, 1.3, 1.2, 1.1, 1.0])
        gauge.readings.append((bank.now + timedelta(minutes=1), 1.25))
        polls["ea"].step()
        until(lambda: bank.stages("ea-1029th")[-1] == 1.25)
        polls["ea"].step()

    assert bank.stages("ea-1029th") == [1.4, 1.3, 1.2, 1.1, 1.0, 1.25]
    newest = bank.connection.execute("SELECT max(observed_at) FROM latest_observations").fetchone()
    assert newest == (bank.now + timedelta(minutes=1),)
    assert bank.reasons() == []


def test_a_reading_that_was_lost_behind_the_broker_is_fetched_once_more(idle: Bank) -> None:
    gauge = EnglishGauge("1029TH", readings=[(idle.now - QUARTER, 0.4)])
    idle.sources.england.gauges.append(gauge)
    idle.add("ea:1029TH")

    with idle.polling() as polls:
        with idle.ingesting():
            polls["ea"].step()
            until(lambda: idle.stages("ea-1029th") == [0.4])
        idle.ingest().leave()  # nobody listens now, and the broker keeps nothing
        gauge.readings.append((idle.now, 0.5))
        polls["ea"].step()
        with idle.ingesting():
            polls["ea"].step()
            until(lambda: idle.stages("ea-1029th") == [0.4, 0.5])


def test_an_american_gauge_in_feet_is_stored_in_metres(bank: Bank) -> None:
    american = AmericanGauge(readings=[(bank.now - n * QUARTER, f"{10 - n}.00") for n in range(2)])
    bank.sources.states.gauges.append(american)
    bank.add("usgs:12149000")

    with bank.polling() as polls:
        polls["usgs"].step()
        until(lambda: len(bank.stages("usgs-12149000")) == 2)

    assert bank.stages("usgs-12149000") == [2.743, 3.048]
    station = bank.stations()["usgs-12149000"].station
    assert (station.river, station.lat) == ("KAWA RIVER", 47.6659)


def test_a_japanese_gauge_that_the_city_registered_is_read_from_the_slot_before(bank: Bank) -> None:
    station = Station("kawabe-bridge", "川辺橋", "川辺川", 35.0, 139.0, timedelta(minutes=10))
    stage = Datastream("kawabe-bridge", "stage", judged=True)
    register_station(bank.connection, station, [stage], author="test")
    ten = timedelta(minutes=10)
    slot = bank.now.replace(minute=bank.now.minute // 10 * 10)
    bank.sources.japan.current = slot
    readings: list[tuple[datetime, object, int | None]] = [
        (slot - 3 * ten, 1.23, 0),
        (slot - 2 * ten, 9.99, 190),  # missing, whatever stands there
        (slot - ten, 1.31, None),
        (slot, 1.40, 0),  # still being filled
    ]
    bank.sources.japan.gauges.append(JapaneseGauge(readings=readings))
    gauge = GaugeTable(source="kawabou", code="0508500400012", station_id="kawabe-bridge")

    with bank.polling(SourcesConfig(gauges=[gauge])) as polls:
        polls["kawabou"].step()
        until(lambda: len(bank.stages("kawabe-bridge")) == 2)

    assert bank.stages("kawabe-bridge") == [1.23, 1.31]


def test_nonsense_is_set_aside_and_the_readings_beside_it_are_stored(bank: Bank) -> None:
    at = bank.now
    readings = [
        (at, 0.5),
        (at - QUARTER, [1.23, 4.56]),
        (at - 2 * QUARTER, 999.0),
        (at - 3 * QUARTER, None),
        (at + timedelta(days=1), 0.4),
    ]
    bank.sources.england.gauges.append(EnglishGauge("1029TH", readings=readings))
    bank.add("ea:1029TH")

    with bank.polling() as polls:
        polls["ea"].step()
        until(lambda: bank.stages("ea-1029th"))

    assert bank.stages("ea-1029th") == [0.5]
    assert len(bank.reasons()) == 4
    assert any("999 m is no level" in reason for reason in bank.reasons())


def test_a_source_that_is_down_says_so_and_stops_no_other(bank: Bank) -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH", readings=[(bank.now, 0.5)]))
    bank.sources.states.gauges.append(AmericanGauge(readings=[(bank.now, "10")]))
    bank.add("ea:1029TH", "usgs:12149000")
    bank.sources.mishaps["/ea"] = Mishap(503)

    with bank.polling() as polls:
        waits = [polls["ea"].step() for _ in range(3)]
        polls["usgs"].step()
        until(lambda: bank.stages("usgs-12149000") and False in bank.statuses("source-ea"))
        bank.sources.mishaps.clear()
        polls["ea"].step()
        until(lambda: bank.stages("ea-1029th") and bank.statuses("source-ea")[-1])

    assert waits[0] < waits[1] < waits[2]
    assert bank.statuses("source-usgs")[0]


def test_headquarters_status_page_says_which_source_is_not_heard(bank: Bank, api: "Api") -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH"))
    bank.sources.states.gauges.append(AmericanGauge(readings=[(bank.now, "10")]))
    bank.add("ea:1029TH", "usgs:12149000")
    bank.sources.mishaps["/ea"] = Mishap(503)

    with bank.polling() as polls:
        for _ in range(3):
            polls["ea"].step()
        polls["usgs"].step()
        until(lambda: False in bank.statuses("source-ea") and bank.statuses("source-usgs"))
        checks = api.get("/hq/status").json()["checks"]

    devices = {each["subject"]: each["state"] for each in checks if each["part"] == "device"}
    rivers = {each["subject"]: each["state"] for each in checks if each["part"] == "river"}
    assert (devices["source-ea"], devices["source-usgs"]) == ("bad", "good")
    assert "River Kawa" in rivers


def test_a_changed_shape_is_set_aside_and_told(bank: Bank) -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH"))
    bank.add("ea:1029TH")
    bank.sources.mishaps["/ea"] = Mishap(200, b'{"data": []}')

    with bank.polling() as polls:
        for _ in range(3):
            polls["ea"].step()
        until(lambda: False in bank.statuses("source-ea"))

    assert "items: a list was expected" in bank.reasons()[0]


def test_a_gauge_that_is_gone_does_not_keep_the_next_from_being_read(bank: Bank) -> None:
    gauges = [EnglishGauge("1029TH"), EnglishGauge("1030TH", readings=[(bank.now, 0.5)])]
    bank.sources.england.gauges += gauges
    bank.add("ea:1029TH", "ea:1030TH")
    bank.sources.mishaps["/ea/id/measures/1029TH"] = Mishap(404)

    with bank.polling() as polls:
        polls["ea"].step()
        until(lambda: bank.stages("ea-1030th"))


def test_jma_is_a_device_too_whose_silence_would_show(bank: Bank) -> None:
    bank.sources.jma.floods = [flood_item("30", "", bank.now)]
    asked = JmaTable(offices=[SHIZUOKA], rivers={KAWA_RIVER: "川辺川"})

    with bank.polling(SourcesConfig(jma=asked)) as polls:
        assert 60 <= polls["jma"].step() <= 66
        until(lambda: bank.statuses("source-jma") == [True])

    found = bank.connection.execute("SELECT name, rivers FROM official_information").fetchall()
    assert found == [("レベル3氾濫警報", ["川辺川"])]


def test_a_service_that_asks_for_rest_gets_it(bank: Bank) -> None:
    bank.sources.states.gauges.append(AmericanGauge(readings=[(bank.now, "10")]))
    bank.add("usgs:12149000")
    bank.sources.mishaps["/usgs"] = Mishap(429, headers={"Retry-After": "7200"})

    with bank.polling() as polls:
        assert polls["usgs"].step() >= 7200


def test_a_station_that_nobody_knows_is_refused_in_words_and_nothing_is_written(bank: Bank) -> None:
    with pytest.raises(NotFoundError, match="ea:9999XX: the Environment Agency knows no station"):
        bank.add("ea:9999XX")
    with pytest.raises(NotFoundError, match="USGS knows no monitoring location USGS-1"):
        bank.add("usgs:1")
    with pytest.raises(InvalidError, match="names no public gauge"):
        bank.add("thames")

    assert bank.stations() == {}
    assert not bank.config.exists()


def test_without_the_internet_only_what_is_new_is_refused(bank: Bank) -> None:
    bank.sources.england.gauges.append(EnglishGauge("1029TH"))
    bank.add("ea:1029TH")
    bank.sources.mishaps["/"] = Mishap(502)

    bank.add("ea:1029TH")  # known since it was added: nobody is asked
    with pytest.raises(UnavailableError, match="is this machine on the internet"):
        bank.add("ea:1030TH")
