"""What is wrong with a database's URL is told without its password."""

import traceback

import pytest

from kawamori.errors import InvalidError, UnavailableError
from kawamori.storage.connections import connect, open_pool

MISTYPED = [
    "postgress://kawamori:tsuyu-secret@localhost/kawamori",
    "postgresql://kawamori:tsuyu-secret@localhost:54x32/kawamori",
    "postgresql://kawamori:tsu@yu-secret@localhost/kawamori",
    "postgresql://kawamori:tsu/yu-secret@localhost/kawamori",
    "postgresql://kawamori:12/yu-secret@localhost/kawamori",
    "postgresql://kawamori:tsuyu-secret@localhost/kawamori?sslmod=require",
    "host=localhost password=tsu yu-secret",
    "postgresql://kawamori:tsuyu-secret@localhost/kawamori?sslmode=tsuyu",
]


def _told(error: BaseException) -> str:
    """Return the texts of an error and of those it is shown with."""
    shown: traceback.TracebackException | None = traceback.TracebackException.from_exception(error)
    texts: list[str] = []
    while shown:
        texts += shown.format_exception_only()
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    return "".join(texts)


@pytest.mark.parametrize("url", MISTYPED)
def test_a_mistyped_url_is_refused_in_words_without_its_password(url: str) -> None:
    with pytest.raises((InvalidError, UnavailableError)) as refused:
        connect(url, name="tests")

    assert "secret" not in _told(refused.value)


@pytest.mark.parametrize("url", MISTYPED[:-1])
def test_no_pool_is_opened_for_a_mistyped_url(url: str) -> None:
    with pytest.raises(InvalidError, match="can't be read"):
        open_pool(url, name="tests")
