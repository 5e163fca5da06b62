"""A city's spreadsheet of gauges is read as people write it, or refused with every fault named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kawamori.errors import InvalidError
from kawamori.levels import Thresholds
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.stations import Mode, Reference
from kawamori.storage.river.cells import COLUMNS
from kawamori.storage.river.files import Entry, read_stations

DOCS = Path(__file__).parents[2] / "docs"
HEADER = "station_id,name,river,lat,lon,interval_min,caution_m,danger_m"
JAPANESE = "観測所ID,観測所名,河川名,緯度,経度,氾濫注意水位,氾濫危険水位(m),カメラ"


def read(*lines: str, encoding: str = "utf-8") -> list[Entry]:
    return read_stations("\r\n".join(lines).encode(encoding), "gauges.csv")


def refused(*lines: str) -> str:
    with pytest.raises(InvalidError) as error:
        read(*lines)
    return str(error.value)


def test_the_example_is_read() -> None:
    bridge, inari, sleeper = read_stations((DOCS / "stations-example.csv").read_bytes(), "example")

    assert bridge.thresholds == Thresholds(1.6, 2.3, 3.0, 3.5, 4.6)
    assert [each.name for each in bridge.datastreams] == ["stage", "waterline"]
    assert [each.judged for each in bridge.datastreams] == [True, False]
    assert inari.thresholds == Thresholds(caution_m=2.2, danger_m=3.1)
    assert inari.sensor == Sensor(Kind.DISTANCE, Unit.CM, 6.2)
    assert (bridge.sensor, bridge.sensor_from) == (None, None)
    assert sleeper.station.mode is Mode.CRISIS
    assert sleeper.datastreams[0].reference is Reference.BANK_TOP


SENSOR = f"{HEADER},sensor,sensor_unit,sensor_offset_m,sensor_from"


def test_a_sensor_is_read_in_japanese_with_the_time_from_when_it_holds() -> None:
    header = "観測所ID,観測所名,河川名,計測方式,計測単位,センサー高,センサー適用日時"

    [entry] = read(header, "otaki,小滝,小滝川,距離,cm,6.20,2026-06-01T09:00+09:00")

    assert entry.sensor == Sensor(Kind.DISTANCE, Unit.CM, 6.2)
    assert entry.sensor_from == datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("distance,cm,,", "sensor_offset_m is empty: say how high the sensor stands"),
        (",,6.20,", "without a sensor: say which kind"),
        ("radar,cm,6.20,", "must be stage (水位), depth (水深) or distance (距離)"),
        ("distance,inch,6.20,", "must be m, cm, mm or ft"),
        ("distance,cm,6.20,2026-06-01", "must be a time with its zone"),
    ],
)
def test_half_a_sensor_is_refused(cells: str, fault: str) -> None:
    assert fault in refused(SENSOR, f"otaki,小滝,小滝川,,,,,,{cells}")


def test_the_example_shows_every_column() -> None:
    header = (DOCS / "stations-example.csv").read_text("utf-8").splitlines()[0]

    assert header.split(",") == list(COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_spreadsheet_in_japanese_with_wide_digits_is_read(encoding: str) -> None:
    row = "kawabe-bridge,川辺橋,川辺川,３５．０５,138.97,２．３０,－０．６,"  # full width

    with pytest.raises(InvalidError, match=r"DANGER.*must be above CAUTION"):
        read(JAPANESE, row, encoding=encoding)
    [entry] = read(JAPANESE, row.replace("－０．６", "３．５") + "1", encoding=encoding)

    assert entry.station.name == "川辺橋"
    assert entry.station.lat == 35.05
    assert entry.thresholds == Thresholds(caution_m=2.3, danger_m=3.5)
    assert len(entry.datastreams) == 2


def test_what_is_left_out_is_the_usual() -> None:
    [entry] = read("station_id,name,river,,", "mouth,河口,川辺川,,", "", ",,")

    assert entry.station.interval == timedelta(minutes=10)
    assert entry.station.mode is Mode.REGULAR
    assert entry.station.lat is None
    assert entry.thresholds == Thresholds()


def test_every_fault_is_told_with_file_line_column_and_value() -> None:
    text = refused(
        HEADER,
        "bridge,川辺橋,川辺川,35.05,138.97,10,2.30,3.5m",
        "Weir 2,,川辺川,138.97,35.05,0,,",
        "mouth,河口,川辺川,35.05,,10,,",
        "bridge,川辺橋,川辺川,,,10,,",
        "two,二,川,,,10,3.5,2.3",
    )

    faults = text.splitlines()
    assert faults[0].startswith("gauges.csv, line 2, column danger_m: '3.5m' is not a number")
    assert faults[1].startswith("gauges.csv, line 3, column station_id: 'Weir 2' must be lower")
    assert faults[2].startswith("gauges.csv, line 3, column name: '' is empty")
    assert faults[3].startswith("gauges.csv, line 3, column lat: '138.97' must be from -90 to 90")
    assert faults[4].startswith("gauges.csv, line 3, column interval_min: '0' must be from")
    assert faults[5].startswith("gauges.csv, line 4, columns lat, lon: one is empty")
    assert faults[6].startswith("gauges.csv, line 6: threshold DANGER at 2.3 m must be above")
    assert faults[7:] == ["nothing was stored"]


def test_a_station_that_stands_twice_is_refused() -> None:
    text = refused("station_id,name,river", "mouth,河口,川辺川", "mouth,河口2,川辺川")

    assert "line 3, column station_id: 'mouth' stands already in gauges.csv, line 2" in text


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("station_id,name,river,danger", "column 'danger' is not known: the columns are"),
        ("station_id,name,river,河川名", "column '河川名' is there twice"),
        ("station_id,name", "no column river"),
    ],
)
def test_a_header_that_would_lose_a_threshold_is_refused(header: str, told: str) -> None:
    assert told in refused(header, "mouth,河口,川辺川,3.5")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["station_id,name,river", "mouth,河口,川,辺川"], "4 cells under 3 columns"),
        (["station_id,name,river,danger_m,camera", "m,河,川,3,10,"], "6 cells under 5 columns"),
        (["station_id,name,river"], "there is no station in it"),
        (["station_id,name,river", '"mouth"x,河口,川'], "save it as CSV"),
        (["station_id,name,river,mode", "mouth,河口,川,asleep"], "must be regular"),
        (["station_id,name,river,tidal", "mouth,河口,川,maybe"], "must be 1 for yes"),
        (["station_id,name,river,lat,lon", "mouth,河口,川,nan,1"], "'nan' is not a number"),
    ],
)
def test_what_can_not_be_meant_is_refused(lines: list[str], told: str) -> None:
    assert told in refused(*lines)


def test_a_file_in_no_known_writing_is_refused() -> None:
    with pytest.raises(InvalidError, match="neither UTF-8 nor cp932"):
        read_stations(b"\x81\x20", "gauges.csv")


def test_a_station_s_contract_stands_in_the_file() -> None:
    text = (
        "station_id,name,river,観測間隔,増水時観測間隔,種別,待機時間\n"
        "otaki,小滝,小滝川,10,2,,\n"
        "takinosawa,滝ノ沢,小滝川,10,,危機管理型水位計,26\n"
    )

    otaki, takinosawa = (entry.station for entry in read_stations(text.encode(), "a.csv"))

    assert (otaki.burst_interval, otaki.dormant_for) == (timedelta(minutes=2), None)
    assert (takinosawa.burst_interval, takinosawa.dormant_for) == (None, timedelta(hours=26))


def test_a_burst_that_is_slower_than_the_interval_is_refused() -> None:
    text = "station_id,name,river,interval_min,burst_min\notaki,小滝,小滝川,10,15\n"

    with pytest.raises(InvalidError, match="not longer than the interval"):
        read_stations(text.encode(), "a.csv")
