"""In earnest nobody is sent words that nobody has confirmed: they read Japanese instead."""

from kawamori.messages.terms import Term
from kawamori.people import Language
from kawamori.runs import Status


def in_earnest(language: Language, status: Status, *decisive: Term) -> Language:
    """Return the language in which to tell somebody who reads this one.

    It is theirs in an exercise or a test, and where a source confirms each decisive term.
    """
    if status is not Status.ACTUAL or all(term.is_verified(language) for term in decisive):
        return language
    return Language.JA


def fallen_back(status: Status, *decisive: Term) -> frozenset[Language]:
    """Return whose readers are told in Japanese, because their term is not confirmed."""
    return frozenset(
        language for language in Language if in_earnest(language, status, *decisive) != language
    )
