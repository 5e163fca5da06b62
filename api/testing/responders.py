"""Responders as tests ask the API for them: by their phone's key, and from the first step on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from api.testing.asking import Api
from kawamori.people import Channel
from kawamori.responders.people import BRIEFING, CONSENT
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.verifications import CodeSeal, claim_code, keep_code

KEY = b"k" * 32
NUMBER = "090-1234-5678"
NAME = "川辺 太郎"
CODE = "314159"
ASKED: dict[str, Any] = {
    "number": NUMBER,
    "name": NAME,
    "reading": "かわべ たろう",
    "born": "1990-04-01",
    "category": "volunteer",
    "emergency": {"name": "川辺 花子", "number": "090-7777-6666"},
    "languages": ["ja", "en"],
    "equipment": ["軽トラック"],
    "home_area": "honcho",
    "skills": [{"skill": "boat", "certificate": "二級小型船舶 第98765号"}],
    "consent": CONSENT,
}


def as_responder(api: Api, key: str, method: str, path: str, **more: Any) -> httpx.Response:
    """Ask with a responder's key."""
    headers = {"Authorization": f"Bearer {key}"}
    return api.ask(method, path, who=None, headers=headers, **more)


def send_codes(connection: Connection, code: str = CODE) -> int:
    """Have every code that waits be this one, as if alerting had sent it; return how many."""
    sent = 0
    while waiting := claim_code(
        connection, AddressSeal(KEY), [Channel.SMS, Channel.VOICE], datetime.now(UTC)
    ):
        keep_code(connection, CodeSeal(KEY), waiting.verification_id, code)
        sent += 1
    return sent


def sign_up(api: Api, connection: Connection, **more: Any) -> dict[str, Any]:
    """Register somebody by the routes that everybody has: their number, and their phone's key."""
    asked = api.post("/responders", who=None, json={**ASKED, **more}).raise_for_status().json()
    send_codes(connection)
    path = f"/responders/{asked['registration_id']}/verify"
    return dict(api.post(path, who=None, json={"code": CODE}).raise_for_status().json())


def decide(
    api: Api, responder_id: int, what: str, who: str = "Fumi", **said: Any
) -> httpx.Response:
    """Have headquarters do something with a responder."""
    return api.post(f"/hq/responders/{responder_id}/{what}", who=who, json=said)


def cover(**more: Any) -> dict[str, Any]:
    """Return a volunteer's cover of a year, which began yesterday."""
    now = datetime.now(UTC)
    return {
        "legal_basis": "登録によるボランティア",
        "document": "登録 2026-12",
        "insurance": "V-2026-0001",
        "valid_from": (now - timedelta(days=1)).isoformat(),
        "valid_until": (now + timedelta(days=365)).isoformat(),
        **more,
    }


def make_fit(api: Api, responder_id: int, key: str, *, hours: float = 12) -> int:
    """Have headquarters do all that a task by boat needs, and return the pass."""
    decide(api, responder_id, "approve").raise_for_status()
    decide(api, responder_id, "skills/boat/check", certificate="第98765号").raise_for_status()
    decide(api, responder_id, "covers", **cover()).raise_for_status()
    said = {"version": BRIEFING}
    as_responder(api, key, "POST", "/responders/me/briefing", json=said).raise_for_status()
    until = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    given = decide(api, responder_id, "passes", skills=["general", "boat"], valid_until=until)
    return int(given.raise_for_status().json()["pass_id"])
