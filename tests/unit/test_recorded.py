"""What was recorded is replayed as it is: every reading, every fault, and the levels that rise."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kawamori.backtest.events import read_events
from kawamori.backtest.recordings import NETWORK, read_gauges, station_id_of, steps_of, utc
from kawamori.errors import InvalidError
from kawamori.levels import Thresholds
from simulators.recorded import proof
from simulators.recorded.devices import device_id_of
from simulators.recorded.events import Raised, compare

INDEX = """\
id,name,river,lat,lon,kind,native_step_min,level1_m,level2_m,level3_m,level4_m,datum_units
xx_upper,Upper,Kawa,35.1,139.0,river,10-30,1.0,2.0,3.0,,local gauge
xx_mouth,Mouth,Kawa,,,tidal,60,2.5,2.5,2.0,4.0,m
"""
UPPER = (
    "time,stage_m\n2026-05-01T00:00:00Z,0.5\n2026-05-01T00:10:00Z,38.3\n2026-05-01T00:20Z,-0.2\n"
)
MOUTH = "time,stage_m\n2026-05-01T09:30:00+09:00,1.25\n"
EVENTS = """id,basis,start_utc,end_utc,peak_m,short_or_spike,chronic_gauge
xx_upper,official,2026-05-02T00:00:00Z,2026-05-02T06:00:00Z,2.2,False,False
xx_upper,official,2026-05-03T00:00:00Z,2026-05-03T00:10:00Z,38.3,True,False
xx_upper,p99.5,2026-05-04T00:00:00Z,2026-05-04T06:00:00Z,0.9,False,False
xx_mouth,official,2026-05-02T00:00:00Z,2026-05-02T06:00:00Z,3.0,False,True
xx_elsewhere,official,2026-05-02T00:00:00Z,2026-05-02T06:00:00Z,3.0,False,False
"""
MAY_2 = datetime(2026, 5, 2, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of two recorded gauges and the floods known of them."""
    for name, text in {
        "gauges.csv": INDEX,
        "xx_upper.csv": UPPER,
        "xx_mouth.csv": MOUTH,
        "events.csv": EVENTS,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def raised(station_id: str, at: datetime, *reasons: str) -> Raised:
    return Raised(station_id, at, 1.0, reasons or ("reached",))


def test_a_gauge_becomes_a_station_of_a_network_of_its_own(folder: Path) -> None:
    mouth, upper = read_gauges(folder)

    assert (upper.station.station_id, upper.station.network) == ("xx-upper", NETWORK)
    assert (upper.station.lat, upper.station.lon) == (35.1, 139.0)
    assert upper.station.interval == HALF_AN_HOUR
    assert upper.datastream.judged
    assert mouth.station.tidal
    assert mouth.station.lat is None
    assert device_id_of(mouth) == "rec-xx-mouth"


def test_official_levels_become_the_rungs_from_caution_on(folder: Path) -> None:
    _, upper = read_gauges(folder)

    assert upper.thresholds == Thresholds(caution_m=1.0, evacuation_m=2.0, danger_m=3.0)
    assert upper.left_out == ""


def test_a_level_that_does_not_rise_is_left_out_and_said(folder: Path) -> None:
    mouth, _ = read_gauges(folder)

    assert mouth.thresholds == Thresholds(caution_m=2.5, overflow_m=4.0)
    assert (
        mouth.left_out == "level2 at 2.5 m is not above 2.5 m; level3 at 2.0 m is not above 2.5 m"
    )


def test_a_spike_goes_through_as_it_stands_in_the_file(folder: Path) -> None:
    _, upper = read_gauges(folder)

    assert [stage_m for _, stage_m in upper.readings()] == [0.5, 38.3, -0.2]


@pytest.mark.parametrize(("pattern", "found"), [("*", 2), ("xx_u*", 1), ("xx_mouth", 1)])
def test_gauges_are_chosen_by_a_pattern(folder: Path, pattern: str, found: int) -> None:
    assert len(read_gauges(folder, pattern)) == found


def test_a_folder_or_a_pattern_without_gauges_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match=r"no gauge in .* fits 'jp_"):
        read_gauges(folder, "jp_*")
    with pytest.raises(InvalidError, match=r"has no gauges\.csv"):
        read_gauges(tmp_path / "nowhere")


@pytest.mark.parametrize("line", ["2026-05-01T00:30:00Z", "yesterday,1.0", "2026-05-01T00:30,1.0"])
def test_a_line_that_is_no_reading_is_named_by_its_number(folder: Path, line: str) -> None:
    (folder / "xx_upper.csv").write_text(UPPER + line + "\n", encoding="utf-8")
    _, upper = read_gauges(folder)

    with pytest.raises(InvalidError, match=r"xx_upper\.csv line 5"):
        list(upper.readings())


def test_a_step_that_is_not_said_is_the_usual_one(folder: Path) -> None:
    (folder / "gauges.csv").write_text(INDEX.replace(",10-30,", ",,"), encoding="utf-8")

    _, upper = read_gauges(folder)

    assert upper.shortest_step == upper.station.interval == timedelta(minutes=10)


def test_an_empty_stage_is_a_gap(folder: Path) -> None:
    (folder / "xx_mouth.csv").write_text(MOUTH + "2026-05-01T01:30:00Z,\n", encoding="utf-8")

    assert len(list(read_gauges(folder, "xx_mouth")[0].readings())) == 1


def test_words_of_the_index_are_understood() -> None:
    assert station_id_of("gb_Wear (St. John's)") == "gb-wear-st-john-s"
    assert len(station_id_of(40 * "ab_")) == 63
    assert station_id_of("id_jkt_PS_Angke") == "id-jkt-ps-angke"
    assert steps_of("60") == (timedelta(hours=1), timedelta(hours=1))
    assert steps_of("10-30") == (timedelta(minutes=10), HALF_AN_HOUR)
    assert utc("2026-05-01T09:30:00+09:00") == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)


def test_the_proof_of_the_files_is_that_of_the_same_readings_from_elsewhere(folder: Path) -> None:
    stored = [
        ("xx-mouth", datetime(2026, 5, 1, 0, 30, tzinfo=UTC), 1.25),
        ("xx-upper", datetime(2026, 5, 1, 0, 0, tzinfo=UTC), 0.5),
        ("xx-upper", datetime(2026, 5, 1, 0, 10, tzinfo=UTC), 38.3),
        ("xx-upper", datetime(2026, 5, 1, 0, 20, tzinfo=UTC), -0.2),
    ]

    assert proof.of_files(read_gauges(folder)) == proof.of_readings(stored)


@pytest.mark.parametrize(
    "other",
    [
        [],
        [("xx-mouth", datetime(2026, 5, 1, 0, 30, tzinfo=UTC), 1.26)],
        [("xx-mouth", datetime(2026, 5, 1, 0, 31, tzinfo=UTC), 1.25)],
        [("xx-upper", datetime(2026, 5, 1, 0, 30, tzinfo=UTC), 1.25)],
        2 * [("xx-mouth", datetime(2026, 5, 1, 0, 30, tzinfo=UTC), 1.25)],
    ],
)
def test_a_reading_that_is_missing_changed_moved_or_doubled_shows(
    folder: Path, other: list[tuple[str, datetime, float]]
) -> None:
    assert proof.of_files(read_gauges(folder, "xx_mouth")) != proof.of_readings(other)


def test_only_official_events_of_the_gauges_replayed_count(folder: Path) -> None:
    events = read_events(folder, read_gauges(folder))

    assert [(e.station_id, e.must_alert) for e in events] == [
        ("xx-upper", True),
        ("xx-upper", False),
        ("xx-mouth", False),
    ]


@pytest.mark.parametrize(
    ("minutes", "hit"), [(0, True), (60, True), (-60, True), (61, False), (-61, False)]
)
def test_an_alert_hits_within_two_sampling_steps(folder: Path, minutes: int, *, hit: bool) -> None:
    recordings = read_gauges(folder)
    alerts = [raised("xx-upper", MAY_2 + timedelta(minutes=minutes))]

    report = compare(read_events(folder, recordings), alerts, recordings)

    assert (report.missed == []) is hit
    assert (report.extra == ()) is hit


def test_two_alerts_for_one_event_are_a_miss_as_none_is(folder: Path) -> None:
    recordings = read_gauges(folder)
    twice = [raised("xx-upper", MAY_2), raised("xx-upper", MAY_2 + HALF_AN_HOUR)]

    assert len(compare(read_events(folder, recordings), twice, recordings).missed) == 1
    assert len(compare(read_events(folder, recordings), [], recordings).missed) == 1


@pytest.mark.parametrize(
    ("station_id", "hours", "context"),
    [
        ("xx-upper", 3, "again within an event"),
        ("xx-upper", 24, "event listed as short or spike"),
        ("xx-upper", 96, "above its official level outside the listed events"),
        ("xx-mouth", 1, "event listed as chronic gauge"),
    ],
)
def test_an_extra_alert_comes_with_what_is_known_of_its_time(
    folder: Path, station_id: str, hours: int, context: str
) -> None:
    recordings = read_gauges(folder)
    alert = raised(station_id, MAY_2 + timedelta(hours=hours), "reached", "unconfirmed_rise")

    report = compare(read_events(folder, recordings), [alert], recordings)

    assert report.extra == ((alert, context),)
