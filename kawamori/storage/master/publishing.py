"""Publishing drafts: checked once more, written as versions, and recorded with who did it.

Nothing is judged here and nobody is told. What is judged by the new values is the next
reading, and what is told of that goes by the rules that hold for every reading.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kawamori.errors import ConflictError, InvalidError
from kawamori.master.checks import check
from kawamori.master.drafts import ORDER, What, check_typed, differences, phrase
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.master.beside import known_beside, open_alerts
from kawamori.storage.master.drafts import (
    DRAFTS,
    Draft,
    Person,
    announce_master,
    end_draft,
)
from kawamori.storage.master.trying import was_tried
from kawamori.storage.master.writing import Writing, write

LEAST_REASON = 5

_LOCK = "LOCK TABLE master_draft_ends IN SHARE ROW EXCLUSIVE MODE"
_OF_STATIONS = (What.STATION, What.RETIREMENT, What.THRESHOLDS)


class Publication:
    """What a person says as they publish: the phrase they typed, from when on, and why."""

    def __init__(
        self, person: Person, typed: str, because: str, valid_from: datetime | None
    ) -> None:
        self.person = person
        self.typed = typed
        self.because = because.strip()
        self.valid_from = valid_from


def wanted_phrase(drafts: Sequence[Draft]) -> str:
    """Return what is typed to publish these drafts, one or a file's."""
    first = drafts[0]
    name = first.name if len(drafts) == 1 else f"{first.name}ほか{len(drafts) - 1}件"
    return phrase(What(first.what), name)


def publish_drafts(
    connection: Connection, drafts: Sequence[Draft], said: Publication, wall: datetime
) -> None:
    """Publish drafts, all or none.

    1. The phrase was typed, the time is not past, every draft is still open.
    2. What it was drafted against still holds, and it passes every check.
    3. Thresholds and policies were tried, or a reason is written; so for an open alert.
    4. The versions are appended, with the acts; consoles read master data anew.
    """
    check_typed(wanted_phrase(drafts), said.typed)
    _check_time(drafts, said.valid_from, wall)
    with connection.transaction():
        connection.execute(_LOCK)
        for draft in sorted(drafts, key=lambda each: ORDER.index(What(each.what))):
            end_draft(
                connection,
                draft.draft_id,
                "published",
                said.person,
                because=said.because,
                valid_from=said.valid_from,
            )
            _check_still(connection, draft)
            _check_reason(connection, draft, said.because)
            write(Writing(connection, draft, said.person, said.valid_from, said.because))
            _record(connection, draft, said)
        kinds = sorted({draft.what for draft in drafts})
        stations = sorted({d.subject for d in drafts if What(d.what) in _OF_STATIONS})
        announce_master(connection, [*kinds, DRAFTS], stations)


def _check_time(drafts: Sequence[Draft], valid_from: datetime | None, wall: datetime) -> None:
    if valid_from is None:
        return
    if valid_from <= wall:
        raise InvalidError(
            f"適用開始 {valid_from:%Y-%m-%d %H:%M %Z} は過去です。空欄にすると今から適用されます "
            "(valid_from is past: leave it empty for now)"
        )
    undated = [What(each.what).name_ja for each in drafts if not What(each.what).may_be_dated]
    if undated:
        raise InvalidError(
            f"{'、'.join(undated)}は日時を指定できません。公開すると今から適用されます "
            "(it holds from now on: leave valid_from empty)"
        )


def _check_still(connection: Connection, draft: Draft) -> None:
    """Refuse a draft that would undo what somebody else has published since."""
    what = What(draft.what)
    known = known_beside(connection, what, draft.subject)
    if known.standing != draft.standing:
        moved = differences(draft.standing, known.standing or {})
        told = "、".join(f"{d.field} {d.before} → {d.after}" for d in moved[:5])
        raise ConflictError(
            f"{draft.name}の{what.name_ja}は下書きのあとで変わりました（{told}）。"
            f"今の値から下書きし直してください (draft {draft.draft_id}: what holds has changed "
            "since: draft it anew)"
        )
    check(what, draft.subject, draft.proposed, known).refuse_wrong()


def _check_reason(connection: Connection, draft: Draft, because: str) -> None:
    has_reason = len(because) >= LEAST_REASON
    what = What(draft.what)
    if what.is_tried and not has_reason and not was_tried(connection, draft):
        raise ConflictError(
            f"{draft.name}の{what.name_ja}は記録で試していません。"
            "試すか、試さない理由を書いてください "
            f"(draft {draft.draft_id} has not been tried: try it, or write why not)"
        )
    is_retiring = what is What.RETIREMENT and draft.proposed["retired"]
    if is_retiring and not has_reason and (count := open_alerts(connection, draft.subject)):
        raise ConflictError(
            f"{draft.name}のアラートが {count} 件続いています。"
            "解除してから廃止するか、理由を書いてください "
            f"({count} alerts of {draft.subject} are open: clear them first, or write why)"
        )


def _record(connection: Connection, draft: Draft, said: Publication) -> None:
    details: dict[str, Any] = {
        "draft": draft.draft_id,
        "name": draft.name,
        "because": said.because,
        "changes": [
            [d.field, d.before, d.after]
            for d in differences(draft.standing, draft.proposed)
            if d.field != "geometry"
        ],
    }
    if said.valid_from is not None:
        details["valid_from"] = said.valid_from.isoformat()
    subject = f"{draft.what}/{draft.subject}"
    record_act(connection, said.person.name, said.person.role, "publish", subject, **details)
