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
from kawamori.people.languages import Language
from kawamori.people.subscribers import (
    AreaSubscription,
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
    "PhoneNumber",
    "PushEndpoint",
    "QuietHours",
    "ReadingNeed",
    "Subscriber",
    "Subscription",
    "WebhookUrl",
    "address_of",
]
