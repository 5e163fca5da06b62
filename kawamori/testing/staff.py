"""People who work here, as their accounts stand: nobody has added them by an act."""

from datetime import timedelta

from kawamori.staff import Role, name_key
from kawamori.storage.connections import Connection
from kawamori.storage.staff.secrets import new_secret, secret_hash

OFFICE = "kita"
_OFFICE = """
INSERT INTO offices (slug, name, area_ids) VALUES (%s, '北支所', '{minato}') ON CONFLICT DO NOTHING
"""
_EMPLOY = """
INSERT INTO staff (name, name_key, role, office) VALUES (%s, %s, %s, %s) RETURNING staff_id
"""
_KEY = """
INSERT INTO access_keys (key_hash, staff_id, label, made_at, ends_at)
VALUES (%s, %s, 'tests', now(), now() + interval '10 years')
"""
_LINK = """
INSERT INTO sign_in_links (link_hash, staff_id, made_at, ends_at)
SELECT %s, staff_id, now(), now() + %s FROM staff WHERE name = %s
"""
_LONG = timedelta(days=3650)  # by whatever clock a test has


def employ(connection: Connection, name: str, role: Role, *, key: str | None = None) -> int:
    """Give somebody an account and a program's key, and return its number.

    Whoever sits at a branch sits at the north branch, whose district is 港町.
    """
    office = OFFICE if role == "branch" else None
    connection.execute(_OFFICE, (OFFICE,))
    row = connection.execute(_EMPLOY, (name, name_key(name), role, office)).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    if key is not None:
        connection.execute(_KEY, (secret_hash(key), row[0]))
    return int(row[0])


def link_for(connection: Connection, name: str) -> str:
    """Return the secret of a link that signs somebody in once."""
    secret = new_secret()
    connection.execute(_LINK, (secret_hash(secret), _LONG, name))
    return secret
