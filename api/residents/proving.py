"""Is this message genuine? The page that answers without a script; messages lead to it."""

import time
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import HTMLResponse

from api.asked import Around
from api.limits import caller_of
from api.residents.words import Say
from api.state import Surroundings
from kawamori.errors import NotFoundError, UnavailableError
from kawamori.messages import JST
from kawamori.messages.clocks import clock, day
from kawamori.messages.places import named
from kawamori.messages.proof import EXAMPLE, find_code
from kawamori.people import Language, language_of
from kawamori.runs import Run, Status
from kawamori.storage.orders.rules import city_of
from kawamori.storage.runs import find_run
from kawamori.storage.telling.proven import Proven, proven_message

if TYPE_CHECKING:
    from api.residents.rendering import Frame

POLICY_IS_IN_THE_PAGE = {"Content-Security-Policy": "frame-ancestors 'none'"}
MOST_TYPED = 3_000  # a whole message, pasted

Accepted = Annotated[str, Header()]

router = APIRouter(include_in_schema=False)


async def _typed(request: Request) -> str:
    """Return what was pasted into the form: in no address, where logs and histories keep it."""
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    return fields.get("code", [""])[0][:MOST_TYPED]


Typed = Annotated[str, Depends(_typed)]


@router.get("/m/")
@router.post("/m/")
@router.get("/m/{given}")
def prove(
    request: Request,
    around: Around,
    typed: Typed,
    given: str = "",
    accept_language: Accepted = "",
) -> HTMLResponse:
    """Show what was told with a code, in the language that the reader's browser asks for."""
    return _page(request, around, given or typed, _wanted(accept_language))


@router.get("/{language}/m/")
@router.post("/{language}/m/")
@router.get("/{language}/m/{given}")
def prove_in(
    request: Request, around: Around, typed: Typed, language: Language, given: str = ""
) -> HTMLResponse:
    """Show it in one language."""
    return _page(request, around, given or typed, language)


class _Looked(NamedTuple):
    """What became of looking for a code."""

    run: Run
    now: datetime
    often: bool = False
    found: Proven | None = None


def _page(request: Request, around: Surroundings, typed: str, language: Language) -> HTMLResponse:
    code = find_code(typed)
    try:
        looked = _look(request, around, code)
    except UnavailableError:
        looked = None
    city = city_of(around.settings)
    frame: Frame = request.app.state.frame
    found = looked and looked.found
    page = frame.page(
        "proof.html",
        language,
        looked.run.status if looked else Status.ACTUAL,
        city=named(city.name, city.name_en, language),
        tell=Say("telling", language),
        example=f"#{EXAMPLE}",
        typed=typed,
        code=code and f"#{code}",
        looked=looked,
        found=found,
        text=found and _text(found, language),
        at=looked and found and _when(found.told_at, looked.now, language),
    )
    status = HTTPStatus.OK if looked else HTTPStatus.SERVICE_UNAVAILABLE
    return HTMLResponse(page, status, headers=POLICY_IS_IN_THE_PAGE)


def _look(request: Request, around: Surroundings, code: str | None) -> _Looked:
    """Look for a message, unless whoever asks, or everybody together, asks too often."""
    with around.connection() as connection:
        run = find_run(connection, around.settings.public_run)
        looked = _Looked(run, run.now(around.wall()))
        if code is None:
            return looked
        caller = caller_of(request.client.host if request.client else "")
        if around.proofs.take(caller, time.monotonic()):
            return looked._replace(often=True)
        try:
            found = proven_message(connection, run, code)
        except NotFoundError:
            return looked
        around.proofs.give_back(caller)
        return looked._replace(found=found)


def _text(found: Proven, language: Language) -> tuple[str, str]:
    """Return the words in the reader's language, or in Japanese; and which of the two."""
    language = language if language in found.texts else Language.JA
    return found.texts[language], language.html_tag


def _when(told_at: datetime, now: datetime, language: Language) -> str:
    """Return a time with its day, and its year unless it is this one: an old message is told so."""
    local = told_at.astimezone(JST)
    year = "" if local.year == now.astimezone(JST).year else f"{local.year} "
    return f"{year}{day(told_at, language)} {clock(told_at)}"


def _wanted(accepted: str) -> Language:
    """Return the first language that a browser asks for and we have; Japanese if none."""
    for each in accepted.split(","):
        if found := language_of(each.partition(";")[0]):
            return found
    return Language.JA
