"""What a technician writes is understood or refused with its key, and all of it is on the page."""

from pathlib import Path

import msgspec
import pytest

from edge.lorawan.config import BridgeConfig, read_bridge_config
from edge.lorawan.models import MODELS
from kawamori.errors import InvalidError
from kawamori.runs import Status
from kawamori.sensors import Kind

PAGE = Path(__file__).parents[3] / "docs" / "lorawan.md"
LEAST = """
device_id = "lorawan-1"
[broker]
host = "mqtt.example"
[[networks]]
name = "own"
server = "chirpstack"
host = "chirpstack.example"
[[nodes]]
dev_eui = "A84041FFFF000001"
model = "dragino-ldds75"
station_id = "inarimae"
"""


def read(folder: Path, text: str) -> BridgeConfig:
    path = folder / "lorawan.toml"
    path.write_text(text)
    return read_bridge_config(path)


def test_the_least_that_can_be_written_is_enough(tmp_path: Path) -> None:
    config = read(tmp_path, LEAST)

    [network] = config.the_networks()
    assert (network.topic, network.broker.port) == ("application/+/device/+/event/up", 1883)
    node = config.the_nodes()["a84041ffff000001"]
    assert (node.station_id, node.datastream, node.model.kind) == (
        "inarimae",
        "stage",
        Kind.DISTANCE,
    )
    assert config.the_run().status is Status.ACTUAL


def test_the_configuration_on_the_page_is_understood(tmp_path: Path) -> None:
    text = PAGE.read_text().split("```toml\n")[1].split("```")[0]

    config = read(tmp_path, text)

    assert [table.server for table in config.networks] == ["chirpstack", "things-stack"]
    assert [node.model.kind for node in config.the_nodes().values()] == [Kind.DISTANCE, Kind.DEPTH]


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ("dragino-ldds75", "dragino-ldds76", "model 'dragino-ldds76' is not known; there are"),
        ("A84041FFFF000001", "A84041", "nodes"),
        ('"chirpstack"', '"sigfox"', "sigfox"),
        ('station_id = "inarimae"', 'station_id = "Inarimae"', "station_id"),
        (
            'device_id = "lorawan-1"',
            'device_id = "lorawan-1"\nrun = "trial"',
            "actual names no run",
        ),
        ('device_id = "lorawan-1"', 'device_id = "lorawan-1"\nstatus = "test"', "test needs one"),
    ],
)
def test_a_mistake_is_refused_with_what_is_wrong(
    tmp_path: Path, written: str, instead: str, reason: str
) -> None:
    with pytest.raises(InvalidError, match=reason):
        understood(read(tmp_path, LEAST.replace(written, instead)))


def test_two_sensors_can_t_both_be_the_stage_of_a_station(tmp_path: Path) -> None:
    second = '[[nodes]]\ndev_eui = "A84041FFFF000002"\nmodel = "dragino-ldds75"\n'

    with pytest.raises(InvalidError, match="datastream inarimae/stage is there twice"):
        understood(read(tmp_path, f'{LEAST}{second}station_id = "inarimae"'))


def test_more_sensors_than_a_bridge_can_tell_of_are_refused(tmp_path: Path) -> None:
    more = "".join(
        f'[[nodes]]\ndev_eui = "A84041FFFF{n:06X}"\nmodel = "dragino-ldds75"\n'
        f'station_id = "inarimae-{n}"\n'
        for n in range(2, 502)
    )

    with pytest.raises(InvalidError, match="nodes: 501, and a bridge tells of 500 at most"):
        understood(read(tmp_path, f"{LEAST}{more}"))


def understood(config: BridgeConfig) -> None:
    """Ask for everything that a bridge asks for."""
    config.the_run()
    config.the_networks()
    config.the_nodes()


def test_every_key_is_on_the_page() -> None:
    page = PAGE.read_text()

    assert [key for key in keys(BridgeConfig) if f"`{key}`" not in page] == []


def test_every_model_is_on_the_page_with_what_it_measures() -> None:
    rows = {
        name: row
        for row in PAGE.read_text().splitlines()
        for name in MODELS
        if row.startswith("| `") and f"`{name}`" in row
    }

    assert {name for name, m in MODELS.items() if f"`{m.kind}`" in rows.get(name, "")} == set(
        MODELS
    )


def keys(table: type, prefix: str = "") -> list[str]:
    """Return the keys of a table and of the tables within, as a person would write them."""
    found = []
    for field in msgspec.structs.fields(table):
        inner = [each for each in _types(field.type) if issubclass(each, msgspec.Struct)]
        found += keys(inner[0], f"{prefix}{field.name}.") if inner else [prefix + field.name]
    return found


def _types(annotation: object) -> list[type]:
    if isinstance(annotation, type):
        return [annotation]
    return [each for inner in getattr(annotation, "__args__", ()) for each in _types(inner)]
