"""The OpenAPI tells the truth: what every route answers is what it promises."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr, TypeAdapter

from api.commands import openapi
from api.schemas.backtests import BacktestResult, BacktestShown
from api.schemas.cameras import Cameras
from api.schemas.chronology import ChronologyPage, EntryShown, PackShown
from api.schemas.draining import Drain
from api.schemas.duty import SilenceShown, Why
from api.schemas.health import Health, Readiness
from api.schemas.hq import (
    AlertFeature,
    Alerts,
    DeliveryShown,
    FeedShown,
    MapConfig,
    Me,
    RunShown,
    Stations,
)
from api.schemas.inbound import InboundShown, NumberShown
from api.schemas.moments import Moments
from api.schemas.neighbours import Neighbours
from api.schemas.offices import NoteShown, ReportHead, ReportShown, RequestShown
from api.schemas.official import OfficialList, OfficialQuotes, OfficialShown
from api.schemas.policies import LevelScore, PolicyShown
from api.schemas.public import PublicAlerts, PublicStations
from api.schemas.rulings import RulingShown
from api.schemas.series import HqSeries, Series
from api.schemas.staff import OfficeShown
from api.schemas.station_facts import DeviceShown, Past, ThresholdsVersion
from api.schemas.status import StatusShown
from api.schemas.stream import PublicStreamEvent, StreamEvent
from api.schemas.verify import PhoneWaiting
from kawamori.messages.answers import Meaning
from kawamori.people import PhoneNumber
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.telling.inbound import record_inbound, who_answers

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

PEOPLE_KEY = b"k" * 32
DELIVERIES = [f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2)]
ANSWERS: dict[str, Any] = {
    "GET /health": Health,
    "GET /ready": Readiness,
    "GET /hq/me": Me,
    "GET /hq/config": MapConfig,
    "GET /hq/runs": list[RunShown],
    "GET /hq/stations": Stations,
    "GET /hq/alerts": Alerts,
    "GET /hq/alerts?open=false": Alerts,
    "GET /hq/deliveries": list[DeliveryShown],
    "POST /hq/chronology": EntryShown,
    "GET /hq/chronology": ChronologyPage,
    "POST /hq/chronology/packs": PackShown,
    "GET /hq/chronology/packs": list[PackShown],
    "GET /hq/chronology/packs/1": PackShown,
    "GET /hq/feeds": list[FeedShown],
    "GET /hq/moments": Moments,
    "GET /hq/offices": list[OfficeShown],
    "POST /hq/notes": NoteShown,
    "GET /hq/notes": list[NoteShown],
    "POST /hq/requests": RequestShown,
    "POST /hq/requests/1/take": RequestShown,
    "GET /hq/requests": list[RequestShown],
    "POST /hq/reports": ReportShown,
    "GET /hq/reports/1": ReportShown,
    "GET /hq/reports": list[ReportHead],
    "GET /hq/status": StatusShown,
    "GET /hq/cameras": Cameras,
    "GET /hq/deliveries/drain": Drain,
    "GET /hq/inbound": list[InboundShown],
    "POST /hq/inbound/1/number": NumberShown,
    "POST /public/phones": PhoneWaiting,
    f"GET /hq/deliveries/{DELIVERIES[0]}/why": Why,
    f"POST /hq/deliveries/{DELIVERIES[0]}/resend": DeliveryShown,
    f"POST /hq/deliveries/{DELIVERIES[1]}/close": DeliveryShown,
    "POST /hq/silences": SilenceShown,
    "GET /hq/silences": list[SilenceShown],
    "DELETE /hq/silences/1": SilenceShown,
    "GET /hq/stations/kawabe-bridge/series?start=2026-09-01T00:00:00Z": HqSeries,
    "POST /hq/alerts/1/acknowledge": AlertFeature,
    "POST /hq/alerts/1/rulings": RulingShown,
    "GET /hq/alerts/1/rulings": list[RulingShown],
    "GET /hq/stations/kawabe-bridge/neighbours": Neighbours,
    "GET /hq/stations/kawabe-bridge/past": Past,
    "GET /hq/stations/kawabe-bridge/thresholds": list[ThresholdsVersion],
    "GET /hq/stations/kawabe-bridge/devices": list[DeviceShown],
    "POST /hq/official": OfficialShown,
    "GET /hq/official": OfficialList,
    "GET /hq/official?open=false": OfficialList,
    "GET /public/official": OfficialQuotes,
    "POST /hq/official/1/lift": OfficialShown,
    "POST /hq/policies": PolicyShown,
    "GET /hq/policies": list[PolicyShown],
    "GET /hq/scores?days=30": list[LevelScore],
    "POST /hq/backtests": BacktestResult,
    "GET /hq/backtests": list[BacktestShown],
    "GET /hq/backtests/1": BacktestResult,
    "GET /public/stations": PublicStations,
    "GET /public/alerts": PublicAlerts,
    "GET /public/stations/kawabe-bridge/series?start=2026-09-01T00:00:00Z": Series,
}
BODIES: dict[str, object] = {
    "POST /hq/alerts/1/rulings": {"verdict": "surge", "reason": "seen from the bridge"},
    "POST /hq/official": {
        "name": "レベル3氾濫警報",
        "issuer": "気象庁・国土交通省",
        "issued_at": "2026-09-01T03:00:00Z",
        "rivers": ["川辺川"],
    },
    "POST /hq/official/1/lift": {},
    "POST /hq/notes": {"shift": "夜勤", "body": "川辺橋に注意", "to_all": True},
    "POST /hq/requests": {"to_office": "kita", "what": "土のう200袋"},
    "POST /hq/requests/1/take": {},
    "POST /hq/reports": {},
    "POST /public/phones": {
        "number": "090-1111-2222",
        "stations": [{"station_id": "kawabe-bridge"}],
    },
    "POST /hq/silences": {
        "river": "川辺川",
        "upto_level": "caution",
        "reason": "grass is cut",
        "ends_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    },
    "POST /hq/chronology": {
        "entry_key": "5a1c6fd0-53a9-4a43-8a0b-0d9a63b5b7c2",
        "kind": "note",
        "body": "本部を設置",
    },
    "POST /hq/chronology/packs": {"since": "2026-08-01T00:00:00Z"},
    "POST /hq/policies": {"rules": 'version = "mine"', "reason": "the river comes back"},
    "POST /hq/backtests": {"since": "2026-08-01T00:00:00Z", "until": "2026-09-01T00:00:00Z"},
}
STATUSES = {
    "POST /hq/alerts/1/rulings": 202,
    "POST /hq/official": 201,
    "POST /public/phones": 202,
    "POST /hq/official/1/lift": 201,
    "POST /hq/notes": 201,
    "POST /hq/requests": 201,
    "POST /hq/reports": 201,
    "POST /hq/chronology": 201,
    "POST /hq/chronology/packs": 202,
    "POST /hq/policies": 201,
    "POST /hq/silences": 201,
    "POST /hq/backtests": 202,
}  # 200 where nothing is said here
ABOUT_STILLS = re.compile("/edge/stills/|/hq/cameras/")  # test_stills.py
ABOUT_MASTER = re.compile("/hq/(admin|phrases)")  # test_admin.py
ABOUT_ALERTS = re.compile(  # test_assignments.py, test_calls.py, test_corrections.py
    r"/hq/(alerts/(closed|.*/(why|assign))|assignees|calls|corrections)\b"
)
ABOUT_TOWN = re.compile(  # test_shelters.py, test_inbound.py, test_official.py, test_neighbours.py
    r"/(shelters|passages)\b|/hq/(inbound/(waiting|.*/take)|official/(names|check))\b"
)
ABOUT_CODES = re.compile(r"/public/phones/")  # test_verify.py
ABOUT_STAFF = re.compile(r"/hq/(sessions?|me/|staff|acts)\b")  # test_session.py, test_account.py
WITHOUT_BODY = {
    "GET /hq/chronology.csv",
    "GET /hq/chronology.geojson",
    "GET /hq/chronology.pdf",
    "GET /hq/chronology/packs/{pack_id}/pack.zip",
    "GET /hq/stations/{station_id}/series.csv",
    "GET /public/stations/{station_id}/series.csv",
    "POST /hooks/twilio/status/{delivery_id}",
    "POST /hooks/twilio/inbound",  # TwiML
    "POST /hooks/twilio/rehearsal/inbound",
    "POST /hooks/twilio/voice/{delivery_id}",
    "POST /hooks/twilio/voice/{delivery_id}/keys",
    "POST /hq/inbound/{inbound_id}/close",
    "POST /hq/notes/{note_id}/read",
    "GET /hq/reports/{report_id}/print",
    "GET /hq/reports/{report_id}/pdf",
    "GET /hq/reports/{report_id}/csv",
    "DELETE /public/phones",
}
# Of these test_truth_of_telling holds each to its promise, and counts them.
ABOUT_TELLING = re.compile(
    r"/(messages|orders|visits|areas|push|pass-on)\b|/feeds/(cap|partners)\b"
)
# Asked as everybody in tests/integration/responders/test_permissions.py, shapes in test_shapes.py.
ABOUT_RESPONDERS = re.compile(
    r" (/hq)?/(responders|tasks|callouts|interlock|withdraw-orders|incidents|readiness)\b"
)
ABOUT_FLEET = re.compile(r" /hq/fleet\b")  # in tests/integration/fleet/test_desk.py
TESTED_BESIDE = (
    ABOUT_TELLING,
    ABOUT_STILLS,
    ABOUT_STAFF,
    ABOUT_MASTER,
    ABOUT_ALERTS,
    ABOUT_TOWN,
    ABOUT_CODES,
    ABOUT_RESPONDERS,
    ABOUT_FLEET,
)
STREAMS = {"GET /hq/stream", "GET /public/stream"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Give the API the key that addresses are sealed with."""
    key = SecretStr(base64.b64encode(PEOPLE_KEY).decode())
    return settings.model_copy(update={"people_key": key})


def happen(world: "World") -> None:
    """Have something of everything."""
    world.start_drill("drill")
    world.observe(world.now, 3.2)
    world.assess(3, 3.2, public_level=2, public_stage_m=2.2)
    world.hear("edge-1", at=world.now, spooled=0)
    alerts = world.raise_alert(3, public_level=2), world.raise_alert(1, station_id="otaki")
    for alert_id, delivery_id in zip(alerts, DELIVERIES, strict=True):
        world.connection.execute(
            "UPDATE deliveries SET delivery_id = %s, state = 'handed_over' WHERE delivery_id = %s",
            (delivery_id, world.tell(alert_id)),
        )
    world.close(alerts[1])
    seal, ben = AddressSeal(PEOPLE_KEY), PhoneNumber("+819012345678")
    sender = who_answers(world.connection, seal, ben, rehearsed=False)
    record_inbound(
        world.connection,
        seal,
        sender,
        provider_id="SM1",
        body="助けて",
        meaning=Meaning.OTHER,
        now=world.now,
    )


def _pattern(path: str) -> str:
    """Return a path as the description has it."""
    path = re.sub("/kawabe-bridge/", "/{station_id}/", path)
    path = re.sub("/inbound/1/", "/inbound/{inbound_id}/", path)
    path = re.sub("/official/1/", "/official/{official_id}/", path)
    path = re.sub("/packs/1$", "/packs/{pack_id}", path)
    path = re.sub("/requests/1/take", "/requests/{request_id}/{step}", path)
    path = re.sub("/reports/1$", "/reports/{report_id}", path)
    path = re.sub("/backtests/1$", "/backtests/{backtest_id}", path)
    path = re.sub("/silences/1$", "/silences/{silence_id}", path)
    path = re.sub("/deliveries/[0-9a-f-]+/", "/deliveries/{delivery_id}/", path)
    return re.sub("/1/", "/{alert_id}/", path)


@cache
def described() -> dict[str, Any]:
    return dict(json.loads(openapi()))


def test_every_answer_is_of_the_promised_shape(api: "Api", world: "World") -> None:
    happen(world)

    for asked, shape in ANSWERS.items():
        method, path = asked.split()
        answer = api.ask(method, path, json=BODIES.get(asked))
        assert answer.status_code == STATUSES.get(asked, 200), asked
        assert answer.headers["content-type"] == "application/json", asked
        TypeAdapter(shape).validate_json(answer.content)


def test_the_promised_shapes_are_those_in_the_openapi() -> None:
    paths = described()["paths"]
    for asked, shape in ANSWERS.items():
        method, path = asked.split("?")[0].split()
        path = _pattern(path)
        status = str(STATUSES.get(asked, 200))
        promised = paths[path][method.lower()]["responses"][status]["content"]
        schema = promised["application/json"]["schema"]
        name = (schema.get("items") or schema)["$ref"].rsplit("/", 1)[1]
        own = getattr(shape, "__args__", (shape,))[0]
        assert name == own.__name__, asked


def test_no_route_is_left_out_here() -> None:
    routes = {
        f"{method.upper()} {path}" for path, of in described()["paths"].items() for method in of
    }
    asked = {_pattern(a.split("?")[0]) for a in ANSWERS}

    assert routes >= asked | WITHOUT_BODY | STREAMS
    left = routes - asked - WITHOUT_BODY - STREAMS
    assert {
        route for route in left if not any(part.search(route) for part in TESTED_BESIDE)
    } == set()


def test_every_event_of_headquarters_is_of_a_promised_shape(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        happen(world)
        seen = {}
        api.post("/hq/official", json=BODIES["POST /hq/official"])
        wanted = {"runs", "stations", "alerts", "deliveries", "official", "chronology"}
        while not seen.keys() >= wanted:
            event, data = following.next()
            seen[event] = StreamEvent.model_validate_json(
                json.dumps({"event": event, "data": data})
            )


def test_every_public_event_is_of_a_promised_shape(api: "Api", world: "World") -> None:
    with api.follow("/public/stream", who=None) as following:
        happen(world)
        api.post("/hq/official", json=BODIES["POST /hq/official"])
        seen = {}
        while not seen.keys() >= {"clock", "stations", "alerts", "official"}:
            event, data = following.next()
            seen[event] = PublicStreamEvent.model_validate_json(
                json.dumps({"event": event, "data": data})
            )


def test_the_description_is_served(api: "Api") -> None:
    assert api.get("/openapi.json", who=None).json() == described()
