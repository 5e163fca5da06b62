"""What we publish, as a CAP alert: one info for each language, alike but for the words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kawamori.cap.alerts import (
    CapAlert,
    CapArea,
    Category,
    Info,
    MsgType,
    Named,
    Reference,
    Scope,
    Status,
)
from kawamori.cap.languages import TAGS
from kawamori.cap.levels import Grade
from kawamori.cap.times import whole_second
from kawamori.errors import InvalidError
from kawamori.people import Language
from kawamori.runs import Run
from kawamori.runs import Status as RunStatus

_STATUSES = {
    RunStatus.ACTUAL: Status.ACTUAL,
    RunStatus.EXERCISE: Status.EXERCISE,
    RunStatus.TEST: Status.TEST,
}
_MARKS = {RunStatus.ACTUAL: "", RunStatus.EXERCISE: "【訓練】", RunStatus.TEST: "【試験】"}
_NOTES = {
    RunStatus.EXERCISE: "【訓練】実際のものではありません。Exercise {run}: nothing here is real.",
    RunStatus.TEST: "【試験】実際のものではありません。Test {run}: nothing here is real.",
}
FOR_THE_EXERCISE = "訓練・試験の参加機関に限る。For those who take part in the exercise or test."
FOR_PARTNERS = (
    "協定機関に限り、公表を禁ずる。水位の自動通知で、気象業務法の予報・警報でも、避難の指示でもない。"
    " For bodies under agreement with the city, not for publication: an automatic notice of a"
    " water level, neither a forecast nor a warning nor an order to leave."
)
PLAIN = ("jp.plainJapanese", "true")  # やさしい日本語


class Deed(StrEnum):
    """What publishing does to what was published of the same thing before."""

    ISSUE = "issue"
    CHANGE = "change"
    LIFT = "lift"
    RETRACT = "retract"


_MSG_TYPES = {
    Deed.ISSUE: MsgType.ALERT,
    Deed.CHANGE: MsgType.UPDATE,
    Deed.LIFT: MsgType.UPDATE,  # an all-clear is news, not a retraction
    Deed.RETRACT: MsgType.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Text:
    """What is said in one language: what happens in a word or two, the title, the rest."""

    event: str
    headline: str
    description: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told. ``is_public`` is refused to whatever is not actual."""

    run: Run
    deed: Deed
    grade: Grade
    categories: tuple[Category, ...]
    texts: Mapping[Language, Text]
    areas: tuple[CapArea, ...]
    parameters: tuple[Named, ...] = ()
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who tells it, from when to when, and all that it replaces."""

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    expires: datetime
    replaces: tuple[Reference, ...] = ()
    incident: str = ""
    web: str = ""


def build(notice: Notice, envelope: Envelope) -> CapAlert:
    """Return the alert; ``InvalidError`` when it could be taken for what it is not.

    Something new about a thing of which nothing was published, or of which all was
    forgotten, is an Alert: there is nothing it could refer to.
    """
    if envelope.expires <= envelope.sent:
        raise InvalidError(f"{envelope.identifier} ends before it begins: an alert needs an end")
    if Language.JA not in notice.texts:
        raise InvalidError(f"{envelope.identifier}: the Japanese words are missing")
    if not notice.areas:
        raise InvalidError(f"{envelope.identifier}: say where")
    msg_type = _MSG_TYPES[notice.deed] if envelope.replaces else MsgType.ALERT
    status = notice.run.status
    is_public = notice.is_public and status is RunStatus.ACTUAL
    return CapAlert(
        identifier=envelope.identifier,
        sender=envelope.sender,
        sent=whole_second(envelope.sent),
        status=_STATUSES[status],
        msg_type=msg_type,
        scope=Scope.PUBLIC if is_public else Scope.RESTRICTED,
        restriction="" if is_public else _restriction(status),
        note=_NOTES.get(status, "").format(run=notice.run.run),
        references=envelope.replaces,
        incidents=envelope.incident,
        infos=tuple(_infos(notice, envelope)),
    )


def _restriction(status: RunStatus) -> str:
    return FOR_PARTNERS if status is RunStatus.ACTUAL else FOR_THE_EXERCISE


def _infos(notice: Notice, envelope: Envelope) -> Iterator[Info]:
    """Yield the infos, Japanese first; a language that says it in Japanese is left out."""
    japanese = notice.texts[Language.JA]
    for language, tag in TAGS.items():
        text = notice.texts.get(language)
        if text is None or (language is not Language.JA and _is_same(text, japanese)):
            continue
        if not text.headline.startswith(_MARKS[notice.run.status]):
            raise InvalidError(f"{envelope.identifier}: {tag} does not begin with its mark")
        plain = (PLAIN,) if language is Language.EASY else ()
        yield Info(
            language=tag,
            categories=notice.categories,
            event=text.event,
            urgency=notice.grade.urgency,
            severity=notice.grade.severity,
            certainty=notice.grade.certainty,
            responses=(notice.grade.response,),
            effective=whole_second(envelope.sent),
            expires=whole_second(envelope.expires),
            sender_name=envelope.sender_name,
            headline=text.headline,
            description=text.description,
            web=envelope.web,
            parameters=(*notice.parameters, *plain),
            areas=notice.areas,
        )


def _is_same(text: Text, japanese: Text) -> bool:
    return (text.headline, text.description) == (japanese.headline, japanese.description)
