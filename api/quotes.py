"""Official information as it is sent: to headquarters whole, to everybody as it was announced."""

from datetime import datetime

import msgspec

from kawamori.messages import segments
from kawamori.people import Channel, Language
from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import official_of_run
from kawamori.storage.past.official import official_then
from kawamori.storage.telling.checking import Checked, Quotation

QUOTED = (
    "official_id",
    "issuer",
    "kind",
    "name",
    "alert_level",
    "rivers",
    "areas",
    "issued_at",
    "valid_until",
    "source_text",
    "source_url",
)

_encode = msgspec.json.Encoder().encode


def hq_official(
    connection: Connection, run: Run, now: datetime, *, only_open: bool = True
) -> bytes:
    """Return a run's official information as headquarters sees it."""
    rows = official_of_run(connection, run, now, only_open=only_open)
    return _encode({**_head(run, now), "official": [row._asdict() for row in rows]})


def hq_official_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool = True
) -> bytes:
    """Return a run's official information as headquarters saw it at a moment."""
    rows = official_then(connection, run, moment, only_open=only_open)
    return _encode({**_head(run, moment.at), "official": [row._asdict() for row in rows]})


def official_checked(checked: Checked) -> bytes:
    """Return what an entry would mean."""
    found = checked.found
    return _encode(
        {
            "name": found.name,
            "kind": found.kind,
            "alert_level": found.alert_level,
            "control_status": found.control_status,
            "station_ids": found.station_ids,
            "area_ids": checked.area_ids,
            "replaces": [each.official_id for each in checked.replaced],
            "passes_on": checked.passes_on,
            "doubts": [doubt._asdict() for doubt in checked.doubts],
        }
    )


def quotation_previewed(quotation: Quotation) -> bytes:
    """Return what passing a piece on would tell."""
    texts = quotation.texts
    return _encode(
        {
            "official_id": quotation.found.official_id,
            "area_ids": quotation.area_ids,
            "texts": [
                {
                    "channel": channel,
                    "language": language,
                    "body": body,
                    "parts": segments(body).parts if channel is Channel.SMS else None,
                    "is_fallback": not language.is_japanese and body == texts[channel, Language.JA],
                }
                for (channel, language), body in texts.items()
            ],
            "recipients": quotation.recipients,
            "people": sum(r.people for r in quotation.recipients if r.area_id is None),
            "sms_parts": quotation.cost.parts,
            "sms_cost_yen": quotation.cost.yen,
            "drain_s": quotation.cost.drain_s,
        }
    )


def public_official(connection: Connection, run: Run, now: datetime) -> bytes:
    """Return what is in force and marked for its run; who entered it stays inside."""
    rows = official_of_run(connection, run, now, only_open=True)
    quoted = [{name: getattr(row, name) for name in QUOTED} for row in rows if row.counts]
    return _encode({**_head(run, now), "official": quoted})


def _head(run: Run, now: datetime) -> dict[str, object]:
    return {"now": now, "run": run.run, "status": run.status}
