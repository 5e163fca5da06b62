"""Drafts as they are sent: what they change, what speaks against them, what they would do."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.routes.backtests import result_of
from api.schemas.admin import DraftShown, DraftWhole, FileWhole
from api.schemas.backtests import BacktestResult
from kawamori.errors import NotFoundError
from kawamori.master.checks import check
from kawamori.master.drafts import What, differences
from kawamori.storage.connections import Connection
from kawamori.storage.master.beside import known_beside
from kawamori.storage.master.drafts import Draft, drafts_of_file, find_draft
from kawamori.storage.master.effects import effects_of
from kawamori.storage.master.files import find_file
from kawamori.storage.master.publishing import wanted_phrase


def draft_shown(draft: Draft) -> DraftShown:
    """Return a draft as lists show it."""
    return DraftShown.model_validate(_plain(draft))


def draft_whole(connection: Connection, draft_id: int) -> DraftWhole:
    """Return a draft with all that is to be seen before it is published."""
    draft = find_draft(connection, draft_id)
    what, is_open = What(draft.what), draft.state == "draft"
    faults = []
    if is_open:
        known = known_beside(connection, what, draft.subject)
        faults = [asdict(f) for f in check(what, draft.subject, draft.proposed, known).faults]
    effects = effects_of(connection, [draft]) if is_open else []
    return DraftWhole.model_validate(
        {
            **_plain(draft),
            "faults": faults,
            "effects": [each._asdict() for each in effects],
            "phrase": wanted_phrase([draft]),
            "needs_trial": what.is_tried,
            "may_be_dated": what.may_be_dated,
            "trial": _newest_trial(connection, [draft]),
        }
    )


def file_whole(connection: Connection, file_id: int) -> FileWhole:
    """Return a file with what it would change."""
    file, drafts = find_file(connection, file_id), drafts_of_file(connection, file_id)
    waiting = [draft for draft in drafts if draft.state == "draft"]
    return FileWhole.model_validate(
        {
            **file._asdict(),
            "rows": [_plain(draft) for draft in drafts],
            "effects": [each._asdict() for each in effects_of(connection, waiting)],
            "phrase": wanted_phrase(waiting or drafts),
            "needs_trial": any(What(draft.what).is_tried for draft in waiting),
            "trial": _newest_trial(connection, drafts),
        }
    )


def waiting_of_file(connection: Connection, file_id: int) -> list[Draft]:
    """Return the drafts of a file that are still open; ``NotFoundError`` when there are none."""
    drafts = [each for each in drafts_of_file(connection, file_id) if each.state == "draft"]
    if not drafts:
        raise NotFoundError(f"there is no open draft in file {file_id}")
    return drafts


def _newest_trial(connection: Connection, drafts: Sequence[Draft]) -> BacktestResult | None:
    newest = max((number for draft in drafts for number in draft.tries), default=None)
    return None if newest is None else result_of(connection, newest)


def _plain(draft: Draft) -> dict[str, Any]:
    values = draft._asdict()
    del values["role"], values["tries"]
    changed = differences(draft.standing, draft.proposed)
    return {**values, "differences": [asdict(each) for each in changed]}
