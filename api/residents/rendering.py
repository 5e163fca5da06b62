"""How pages are made: templates, official terms, times, and what a page may do."""

import base64
import hashlib
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.residents.built import Built
from api.residents.terms import shown_term
from api.residents.words import Say
from kawamori.messages import JST
from kawamori.messages.clocks import clock
from kawamori.messages.marks import MARKS
from kawamori.messages.terms import Term
from kawamori.people import Language
from kawamori.runs import Status


def folder_of(language: Language) -> str:
    """Return where a language's pages lie; the Japanese ones are at the root."""
    return "" if language is Language.JA else f"{language}/"


def templates() -> Environment:
    """Return the pages' templates: a value that nobody gave is a fault."""
    return Environment(
        loader=PackageLoader("api.residents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Frame:
    """What stands around every page: the head, the languages, the words that all pages have."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._policy = policy_of(built.style)
        self._templates = templates()

    def page(
        self,
        name: str,
        language: Language,
        status: Status,
        *,
        below: str = "",
        text_only: bool = False,
        **told: object,
    ) -> bytes:
        """Return a page from a template; ``text_only`` ones have no script, style or picture.

        ``below`` is where it lies within each language's folder.
        """
        page = self._templates.get_template(name).render(
            told,
            say=Say("now", language),
            language=language,
            languages=[(each, f"/{folder_of(each)}{below}") for each in Language],
            folder=f"/{folder_of(language)}",
            built=self._built,
            policy=self._policy,
            status=status,
            mark=MARKS[status],
            is_actual=status is Status.ACTUAL,
            text_only=text_only,
        )
        return page.encode()


def say_terms(language: Language, status: Status, *terms: Term) -> Markup:
    """Return terms as HTML, with the Japanese or its reading along with them."""
    return Markup(" ").join(_term(shown_term(term, language, status), language) for term in terms)


def _term(term: dict[str, str | None], language: Language) -> Markup:
    text: Markup = escape(term["text"])
    if language is Language.EASY and term["reading"]:
        return Markup("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>").format(
            text, term["reading"]
        )
    if term["lang"] != language.html_tag:
        return Markup('<span lang="{}">{}</span>').format(term["lang"], text)
    if term["ja"]:
        return Markup('{} <span lang="ja">（{}）</span>').format(text, term["ja"])
    return text


def when(at: datetime, now: datetime) -> str:
    """Return a time as it is read: 14:20 today, 9/1 14:20 on another day, by Japan's clock."""
    day, today = at.astimezone(JST).date(), now.astimezone(JST).date()
    return clock(at) if day == today else f"{day.month}/{day.day} {clock(at)}"


def policy_of(style: str) -> str:
    """Return what a page may do (CSP), said in the page itself for any server's sake."""
    styles = "'self'"
    if style:
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        styles += f" 'sha256-{digest}'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )
