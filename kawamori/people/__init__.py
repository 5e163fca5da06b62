"""People who asked to be told, how they are reached, and about what."""

from kawamori.people.addresses import (
    Address,
    EmailAddress,
    PhoneNumber,
    PushEndpoint,
    WebhookUrl,
    address_of,
)
from kawamori.people.channels import Channel
from kawamori.people.languages import Language, language_of
from kawamori.people.subscribers import (
    AreaSubscription,
    OwnMark,
    QuietHours,
    ReadingNeed,
    Subscriber,
    Subscription,
)

__all__ = [
    "Address",
    "AreaSubscription",
    "Channel",
    "EmailAddress",
    "Language",
    "OwnMark",
    "PhoneNumber",
    "PushEndpoint",
    "QuietHours",
    "ReadingNeed",
    "Subscriber",
    "Subscription",
    "WebhookUrl",
    "address_of",
    "language_of",
]
