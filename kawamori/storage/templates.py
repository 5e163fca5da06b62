"""Whole databases at once: a migrated template, and quick copies of it for tests and benches."""

from urllib.parse import urlsplit, urlunsplit

from psycopg import sql

from kawamori.storage.connections import connect
from kawamori.storage.migrations import migrate

NAME = "template"


def make_template(server_url: str, template: str) -> None:
    """Create a migrated database that nobody may connect to, so that it can be copied."""
    with connect(server_url, name=NAME) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
    with connect(database_url(server_url, template), name=NAME) as connection:
        migrate(connection)
    with connect(server_url, name=NAME) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(template))
        )
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (template,)
        )


def copy_template(server_url: str, template: str, name: str) -> str:
    """Return the URL of a new database that is a copy of the template."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with connect(server_url, name=NAME) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return database_url(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Drop a database, ending whoever is still connected."""
    with connect(server_url, name=NAME) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def database_url(server_url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
