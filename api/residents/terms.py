"""The official terms in one language, as pages show them: Japanese where nobody confirmed more."""

import msgspec

from api.residents.files import JSON, File
from kawamori.messages.terms import Term, all_terms
from kawamori.people import Language
from kawamori.runs import Status


def shown_term(term: Term, language: Language, status: Status) -> dict[str, str | None]:
    """Return a term as a page shows it: what language it stands in, and what goes along with it.

    In earnest a wording that no source confirms is not shown: the Japanese is. ``ja`` is the
    Japanese behind a translation, ``reading`` how a Japanese text is read.
    """
    if status is Status.ACTUAL and not term.is_verified(language):
        language = Language.JA
    translated = not language.is_japanese
    return {
        "text": term.text(language),
        "lang": language.html_tag,
        "ja": term.text(Language.JA) if translated else None,
        "reading": None if translated else term.reading or None,
    }


def terms_file(language: Language, status: Status) -> File:
    """Return every term of the table."""
    terms = {name: shown_term(term, language, status) for name, term in all_terms().items()}
    told = {"language": language, "terms": terms}
    return File(f"terms/{language}.json", JSON, msgspec.json.encode(told))
