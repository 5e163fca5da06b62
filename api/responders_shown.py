"""Responders as headquarters' routes show them."""

from typing import Any

from api.schemas.responders.people import ResponderInFull, ResponderShown
from kawamori.responders.people import Category
from kawamori.storage.responders.people import Listed

Parts = dict[str, list[dict[str, Any]]]


def shown(found: Listed) -> ResponderShown:
    """Return a responder as one of a list; a name only where storage opened it."""
    return ResponderShown.model_validate(_head(found))


def in_full(found: Listed, parts: Parts, *, named: bool) -> ResponderInFull:
    """Return a responder with all that was decided; what tells who it is only if ``named``."""
    row, category = found.row, Category(found.row.category)
    return ResponderInFull.model_validate(
        {
            **_head(found),
            "law": category.law,
            "cover": category.cover,
            "is_adult_from": row.is_adult_from if named else None,
            "consent": row.consent,
            "consented_at": row.consented_at,
            **parts,
            "skills": [_skill(each, named=named) for each in parts["skills"]],
            "steps": [_step(each, named=named) for each in parts["steps"]],
        }
    )


def _head(found: Listed) -> dict[str, Any]:
    row, who = found.row, found.who
    return {
        "responder_id": row.responder_id,
        "state": found.state,
        "category": row.category,
        "name": who and who.name,
        "reading": who and who.reading,
        "registered_at": row.registered_at,
        "language": row.language,
        "languages": row.languages,
        "equipment": row.equipment,
        "home_area": row.home_area,
        "work_area": row.work_area,
        "reachable": row.reachable,
        "reasons": found.reasons,
    }


def _skill(each: dict[str, Any], *, named: bool) -> dict[str, Any]:
    return each if named else {**each, "certificate": ""}


def _step(each: dict[str, Any], *, named: bool) -> dict[str, Any]:
    return each if named else {**each, "note": ""}
