"""The file of sources says which gauge is which station, and is refused with its fault."""

from pathlib import Path

import pytest

from ingest.sources.config import GaugeTable, append_gauge, gauge_sources, read_sources
from ingest.sources.gauges import station_slug
from kawamori.errors import InvalidError
from kawamori.stations import check_slug

WHOLE = """
contact = "bosai@kawabe.example"

[jma]
offices = ["220000"]
areas = { "2220300" = "川辺市" }
rivers = { "850505000100" = "川辺川" }
telegrams = true

[[gauges]]
source = "kawabou"
code = "0508500400012"
station_id = "kawabe-bridge"
"""


def test_a_gauge_is_added_below_what_somebody_wrote(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"# ours\n{WHOLE}")
    added = GaugeTable(source="ea", code='1029"TH', station_id="ea-1029th")

    append_gauge(path, added)

    assert read_sources(path).gauges[1] == added
    assert path.read_text().startswith("# ours\n")


def test_jma_s_places_are_ours_by_its_codes(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE)

    jma = read_sources(path).the_jma({})

    assert jma is not None
    assert jma.places.river("850505000100", "狩野川水系　川辺川") == "川辺川"
    assert jma.places.river("1", "川辺川") == "川辺川"
    assert jma.places.river("1", "遠川") is None
    assert jma.pages_url == "https://www.jma.go.jp/bosai"


@pytest.mark.parametrize(
    "text",
    [
        "[[gauges]]\nsource = 'thames'\ncode = '1'\nstation_id = 'a'",
        "[[gauges]]\nsource = 'ea'\ncode = '1'\nstation_id = 'A B'",
        "[jma]\noffices = ['22']",
        "[jma]\nrivers = { x = 'y' }",
        "[jma2]",
        "no TOML",
    ],
)
def test_a_mistake_is_refused_and_not_passed_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)

    with pytest.raises(InvalidError, match=r"sources\.toml: "):
        read_sources(path)


def test_areas_without_an_office_and_offices_without_a_place_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[jma]\nareas = { "2220300" = "川辺市" }')
    with pytest.raises(InvalidError, match="by office"):
        read_sources(path).the_jma({})

    path.write_text('[jma]\noffices = ["220000"]')
    with pytest.raises(InvalidError, match="name the areas or the rivers"):
        read_sources(path).the_jma({})


def test_two_parts_of_a_river_can_not_share_a_name_and_lower_each_other(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[jma]\nrivers = { "830303000100" = "利根川", "830303000200" = "利根川" }')

    with pytest.raises(InvalidError, match="利根川 has several codes"):
        read_sources(path).the_jma({})


@pytest.mark.parametrize("code", ["1029TH", "E1234", "USGS-12149000", "0508500400012", "a b/c"])
def test_every_code_makes_a_station_that_can_stand_in_a_topic(code: str) -> None:
    for name in gauge_sources({}).values():
        check_slug("station_id", station_slug(name.name, code))
