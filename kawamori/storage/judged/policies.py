"""The policy in force and its history: published whole, with author and reason, never changed."""

from datetime import datetime
from typing import NamedTuple

from psycopg.errors import UniqueViolation
from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.judging.policy import DEFAULT_POLICY, Policy
from kawamori.judging.policy_files import parse_policy, policy_text
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection

_NEWEST = "SELECT rules FROM policies ORDER BY policy_id DESC LIMIT 1"
_OF_VERSION = "SELECT rules FROM policies WHERE version = %s"
_ALL = """
SELECT version, recorded_at, author, reason, rules FROM policies ORDER BY policy_id DESC
"""
_PUBLISH = "INSERT INTO policies (version, author, reason, rules) VALUES (%s, %s, %s, %s)"


class Published(NamedTuple):
    """A policy as it was published."""

    version: str
    recorded_at: datetime
    author: str
    reason: str
    rules: str


def policy_in_force(connection: Connection) -> Policy:
    """Return the newest policy; the one that Kawamori comes with where none was published."""
    row = connection.execute(_NEWEST).fetchone()
    return parse_policy(row[0]) if row else DEFAULT_POLICY


def policy_of_version(connection: Connection, version: str) -> Policy:
    """Return a policy that was published, or the one that Kawamori comes with, by its version."""
    row = connection.execute(_OF_VERSION, (version,)).fetchone()
    if row:
        return parse_policy(row[0])
    if version == DEFAULT_POLICY.version:
        return DEFAULT_POLICY
    raise NotFoundError(
        f"no policy {version!r} was published: `kawamori policy history` lists them"
    )


def policies_published(connection: Connection) -> list[Published]:
    """Return every policy that was published, the newest first."""
    with connection.cursor(row_factory=args_row(Published)) as cursor:
        return cursor.execute(_ALL).fetchall()


def publish_policy(
    connection: Connection, policy: Policy, *, author: str, role: str, reason: str
) -> None:
    """Have judging go by a policy from now on; ``ConflictError`` when its version was used."""
    rules = policy_text(policy)
    try:
        with connection.transaction():
            connection.execute(_PUBLISH, (policy.version, author, reason, rules))
            record_act(connection, author, role, "publish", f"policy/{policy.version}")
    except UniqueViolation as error:
        raise ConflictError(
            f"policy {policy.version} was published already: give these rules a version of their "
            "own, since every assessment names the version it was made by"
        ) from error
