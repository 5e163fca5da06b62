"""The mayor's orders in words: 高齢者等避難 3, 避難指示 4, 緊急安全確保 5."""

from kawamori.messages.fallback import fallen_back
from kawamori.messages.order_matter import OrderMatter
from kawamori.messages.order_words import OrderWords
from kawamori.messages.written import Texts, all_written
from kawamori.people import Language


def order_texts(matter: OrderMatter) -> Texts:
    """Return the text for every channel in every language, as it is sent.

    In earnest the text of a language in ``told_in_japanese`` is the Japanese.
    """
    return all_written(OrderWords(matter))


def told_in_japanese(matter: OrderMatter) -> frozenset[Language]:
    """Return whose readers are sent Japanese: nobody confirmed the order's name in theirs."""
    return fallen_back(matter.status, *OrderWords(matter).decisive)
