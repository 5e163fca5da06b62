"""What responders see: kept once, with pixels alone, and shown on headquarters' map."""

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from PIL import Image

from kawamori.testing.callouts import LAT, LON

if TYPE_CHECKING:
    import httpx

    from api.testing.on_duty import OnDuty
    from kawamori.settings import Settings
    from kawamori.storage.responders.registering import Enrolled

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

GPS, MAKE = 0x8825, 0x010F


@pytest.fixture
def settings(settings: "Settings", tmp_path: Path) -> "Settings":
    """Have pictures kept."""
    return settings.model_copy(update={"stills_dir": tmp_path / "stills"})


def picture(colour: str = "brown") -> str:
    """Return what a phone's camera makes: with its maker and the place in it."""
    exif = Image.Exif()
    exif[MAKE] = "Kawabe Camera"
    exif.get_ifd(GPS)[1] = "N"
    made = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(made, "JPEG", exif=exif)
    assert b"Kawabe Camera" in made.getvalue()
    return base64.b64encode(made.getvalue()).decode()


def report(duty: "OnDuty", who: "Enrolled", **differs: Any) -> "httpx.Response":
    said = {
        "report_id": str(uuid4()),
        "kind": "flooding",
        "body": "道路に30cm",
        "lat": LAT,
        "lon": LON,
        "accuracy_m": 12,
        "at": duty.ago(5).isoformat(),
        **differs,
    }
    return duty.ask(who, "POST", "/reports", json=said)


def features(duty: "OnDuty") -> list[dict[str, Any]]:
    return list(duty.api.get("/hq/incidents", who="Daichi").json()["features"])


def test_a_report_is_on_headquarters_map(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)

    answer = report(duty, who, task_id=task_id)

    assert answer.json()["picture_kept"] is False
    [feature] = features(duty)
    assert feature["geometry"] == {"type": "Point", "coordinates": [LON, LAT]}
    told = feature["properties"]
    assert (told["type"], told["kind"], told["body"]) == (
        "IncidentReport",
        "flooding",
        "道路に30cm",
    )
    assert (told["responder_id"], told["task_id"]) == (who.responder_id, task_id)
    assert told["recorded_at"] > told["at"]


def test_the_stream_tells_that_a_report_came(duty: "OnDuty") -> None:
    who = duty.enrol()

    with duty.api.follow("/hq/stream") as following:
        following.until("clock")
        report(duty, who)
        # whoever was put on the register just before may be told of first
        while "incident_reports" not in following.until("responders")["kinds"]:
            pass


def test_a_picture_is_kept_by_its_pixels_alone(duty: "OnDuty", tmp_path: Path) -> None:
    report_id = str(uuid4())

    answer = report(duty, duty.enrol(), report_id=report_id, picture=picture())

    assert answer.json()["picture_kept"] is True
    assert features(duty)[0]["properties"]["pictured"] is True
    path = f"/hq/incidents/{report_id}/picture"
    shown = duty.api.get(path, who="Daichi")
    assert shown.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(shown.content)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((320, 240), {})
    [kept] = (tmp_path / "stills").rglob("*.jpg")
    assert kept.read_bytes() == shown.content
    assert b"Kawabe Camera" not in shown.content
    assert duty.api.get(path, who=None).status_code == 401


def test_a_report_sent_again_is_one(duty: "OnDuty") -> None:
    who, report_id = duty.enrol(), str(uuid4())

    for _ in range(2):
        assert report(duty, who, report_id=report_id, picture=picture()).status_code == 200

    assert len(features(duty)) == 1


def test_a_picture_the_disk_could_not_take_is_taken_when_it_is_sent_again(
    duty: "OnDuty", tmp_path: Path
) -> None:
    who, report_id = duty.enrol(), str(uuid4())
    folder = tmp_path / "stills"
    folder.write_text("no folder")

    first = report(duty, who, report_id=report_id, picture=picture())
    assert (first.status_code, first.json()["picture_kept"]) == (200, False)
    assert features(duty)[0]["properties"]["pictured"] is False

    folder.unlink()
    again = report(duty, who, report_id=report_id, picture=picture())
    assert again.json()["picture_kept"] is True
    assert features(duty)[0]["properties"]["pictured"] is True


def test_nobody_writes_over_somebody_elses_report(duty: "OnDuty") -> None:
    who, other, report_id = duty.enrol(), duty.enrol(), str(uuid4())
    report(duty, who, report_id=report_id, picture=picture()).raise_for_status()
    path = f"/hq/incidents/{report_id}/picture"
    before = duty.api.get(path).content

    taken = report(duty, other, report_id=report_id, picture=picture("blue"))

    assert taken.status_code == 409
    assert duty.api.get(path).content == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"picture": "no base64!"},
        {"picture": base64.b64encode(b"no JPEG").decode()},
        {"kind": "ufo"},
        {"lat": 91},
    ],
)
def test_what_cannot_be_kept_is_refused_whole(duty: "OnDuty", wrong: dict[str, Any]) -> None:
    assert report(duty, duty.enrol(), **wrong).status_code == 400
    assert features(duty) == []


def test_a_report_is_of_ones_own_task_and_on_a_pass(duty: "OnDuty") -> None:
    who, other = duty.enrol(), duty.enrol()
    task_id = duty.give(other)

    assert report(duty, who, task_id=task_id).status_code == 404
    duty.no_pass(who)
    assert report(duty, who).status_code == 403
    assert features(duty) == []


def test_a_report_without_a_picture_shows_none(duty: "OnDuty") -> None:
    report_id = str(uuid4())
    report(duty, duty.enrol(), report_id=report_id).raise_for_status()

    assert duty.api.get(f"/hq/incidents/{report_id}/picture").status_code == 404
