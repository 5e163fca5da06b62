"""定型文: saved phrases that people choose from; versions, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.storage.connections import Connection

_LIST = """
SELECT phrase_id, kind, texts FROM current_phrases
WHERE NOT withdrawn AND (%(kind)s = '' OR kind = %(kind)s) ORDER BY kind, phrase_id
"""
_ADD = """
INSERT INTO phrases (phrase_id, author, kind, texts, withdrawn, valid_from)
SELECT %(phrase_id)s, %(author)s, %(kind)s, %(texts)s, %(withdrawn)s, coalesce(%(valid_from)s, CASE
  WHEN EXISTS (SELECT FROM phrases WHERE phrase_id = %(phrase_id)s) THEN now()
  ELSE '-infinity' END)
"""


class Phrase(NamedTuple):
    """A phrase, by language."""

    phrase_id: str
    kind: str
    texts: dict[str, str]


def list_phrases(connection: Connection, kind: str = "") -> list[Phrase]:
    """Return the phrases that may be chosen, of one kind or of all."""
    with connection.cursor(row_factory=args_row(Phrase)) as cursor:
        return cursor.execute(_LIST, {"kind": kind}).fetchall()


def store_phrase(
    connection: Connection,
    phrase_id: str,
    values: Mapping[str, Any],
    *,
    author: str,
    valid_from: datetime | None,
) -> None:
    """Append a version of a phrase as a draft said it."""
    texts = {name: value for name, value in values.items() if name not in ("kind", "withdrawn")}
    row = {
        "phrase_id": phrase_id,
        "author": author,
        "kind": values["kind"],
        "texts": Jsonb(texts),
        "withdrawn": values["withdrawn"],
        "valid_from": valid_from,
    }
    connection.execute(_ADD, row)
