"""Put a message into words, once for each channel and language, whoever reads it."""

from kawamori.messages import gauge_texts
from kawamori.messages.proof import with_code
from kawamori.people import Channel, Language
from kawamori.storage.telling.messages import Message


def render(message: Message) -> dict[tuple[Channel, Language], str]:
    """Return the text for every channel in every language, with the message's code."""
    return with_code(gauge_texts(message.matter()), message.code)
