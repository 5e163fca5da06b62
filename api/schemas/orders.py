"""Municipal orders as they are composed, previewed, released and shown."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import StatusName, Strict

OrderLevelNumber = Annotated[
    int, Field(ge=3, le=5, description="警戒レベル: another ladder than the gauge's")
]
StateName = Literal["draft", "withdrawn", "released", "replaced", "lifted", "retracted"]
StepName = Literal["release", "withdraw", "lift", "retract", "report"]
WayName = Literal["radio", "area_mail", "l_alert"]
ChannelName = Literal["sms", "push", "voice", "email", "webhook"]
LanguageName = Literal["ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"]
AreaId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
IN_A_LINE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=IN_A_LINE)]
Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=IN_A_LINE),
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400, pattern=IN_A_LINE)]


class OrderAsked(Strict):
    """An order as a named person composes it; nobody is told of it yet."""

    alert_level: OrderLevelNumber = Field(
        description="3 高齢者等避難, 4 避難指示, 5 緊急安全確保; the law follows from it"
    )
    areas: list[AreaId] = Field(min_length=1, max_length=2000)
    reason: Said
    shelter: Line = ""
    url: Line = ""
    decided_at: AwareDatetime | None = Field(None, description="When it is released if not given")
    replaces: list[int] = Field([], description="Every order that stands in one of the areas")


class ReleaseAsked(Strict):
    """A commander's word that this is to be told."""

    phrase: Annotated[str, StringConstraints(max_length=400)] = Field(
        "", description="The preview's, typed by a person; a rehearsal needs none"
    )
    alone_because: Note = Field("", description="Why whoever composed it releases it too")
    decided_at: AwareDatetime | None = Field(
        None, description="The preview's, so that what is told is what was previewed"
    )


class OrderLiftingAsked(Strict):
    """A commander's word that an order is over."""

    phrase: Annotated[str, StringConstraints(max_length=400)] = Field(
        "", description="The preview's, typed by a person; a rehearsal needs none"
    )
    areas: list[AreaId] = Field([], max_length=2000, description="All where it stands if empty")
    lifted_at: AwareDatetime | None = Field(None, description="Now if not given")
    note: Note = ""


class OrderRetractionAsked(Strict):
    """A commander's word that an order should not have been sent."""

    phrase: Annotated[str, StringConstraints(max_length=400)] = Field(
        "", description="The preview's, typed by a person; a rehearsal needs none"
    )
    because: Said


class WithdrawalAsked(Strict):
    """That a draft is not to be released."""

    note: Note = ""


class ReportAsked(Strict):
    """That the prefecture was told (災害対策基本法 60条4項)."""

    reported_at: AwareDatetime | None = Field(None, description="Now if not given")
    note: Note = Field("", description="To whom, and how")


class TickAsked(Strict):
    """That a text was handed over."""

    at: AwareDatetime | None = Field(None, description="Now if not given")
    note: Note = ""


class OrderAreaShown(Strict):
    """An area of an order, as it was called when the order was composed."""

    area_id: str
    name: str
    name_en: str
    population: int | None
    households: int | None
    stands: bool = Field(description="Released, and neither lifted nor replaced there")


class StepShown(Strict):
    """What a person did with an order; ``at`` is when it was so, in the run's time."""

    step_id: int
    step: StepName
    person: str
    role: str
    at: AwareDatetime
    recorded_at: AwareDatetime
    note: str
    message_id: int | None
    of_step: int | None = Field(description="Of a report: the release or the lifting it is of")
    areas: list[str] = Field(description="Of a lifting: where")


class HandOffShown(Strict):
    """A text for what reaches a whole town, and who handed it over."""

    hand_off_id: int
    message_id: int
    way: WayName
    title: str
    body: str
    ticked_by: str | None
    ticked_at: AwareDatetime | None
    note: str | None


class OrderShown(Strict):
    """A municipal order with everything that was done with it."""

    order_id: int
    state: StateName
    alert_level: OrderLevelNumber
    name: str
    legal_basis: str = Field(description="The article of the 災害対策基本法")
    reason: str
    shelter: str
    url: str
    areas: list[OrderAreaShown]
    population: int | None = Field(description="Null where it is not known of every area")
    households: int | None
    composed_by: str
    composed_at: AwareDatetime
    decided_at: AwareDatetime | None
    announced_at: AwareDatetime | None
    released_by: str | None
    lifted_at: AwareDatetime | None = Field(description="Where it stands nowhere any more")
    reported_at: AwareDatetime | None = Field(description="Its release, to the prefecture")
    reported_by: str | None
    replaces: list[int]
    replaced_by: list[int]
    steps: list[StepShown]
    hand_offs: list[HandOffShown]


class OrderList(Strict):
    """Orders of a run, and what time it is there."""

    now: AwareDatetime
    run: str = Field(description="The run's name, empty for actual")
    status: StatusName
    orders: list[OrderShown]


class TextPreviewed(Strict):
    """What one channel says in one language."""

    channel: ChannelName
    language: LanguageName
    body: str
    parts: int | None = Field(description="Of a short message, as they are paid for")
    is_fallback: bool = Field(description="Japanese, because nobody has verified the language")


class TextRetracted(Strict):
    """What one channel says in one language."""

    channel: ChannelName
    language: LanguageName
    body: str


class HandOffPreviewed(Strict):
    """What one way to the whole town is to be given."""

    way: WayName
    title: str
    body: str


class RecipientsCounted(Strict):
    """How many read a text, in all (``area_id`` null) or in one area."""

    area_id: str | None
    channel: ChannelName
    language: LanguageName
    people: int
    withheld: int = Field(description="Of these, who has quiet hours now")


class OrderWarning(Strict):
    """What to think of before releasing; nothing here forbids it."""

    code: Literal[
        "unverified_language",
        "nobody_there",
        "channel_off",
        "too_long",
        "too_slow",
        "official_is_higher",
        "official_is_lower",
        "lower_than_stands",
        "old_draft",
    ]
    message: str
    message_ja: str


class OrderPreviewed(Strict):
    """What a release, or a lifting, would say, to how many, and what to type for it."""

    order_id: int
    kind: Literal["issue", "change", "lift"]
    phrase: str | None = Field(description="What has to be typed; null in a rehearsal")
    decided_at: AwareDatetime = Field(description="Give it back with the release")
    needs_another: bool = Field(description="You composed it: another releases it, or say why")
    texts: list[TextPreviewed]
    hand_offs: list[HandOffPreviewed]
    recipients: list[RecipientsCounted]
    people: int
    sms_parts: int
    sms_cost_yen: float | None = Field(description="Null where no price is set")
    drain_s: float | None = Field(description="Until the last short message has left")
    warnings: list[OrderWarning]


class OrderAgain(Strict):
    """An order that stands again in some areas."""

    order_id: int
    name: str
    areas: list[str]


class OrderRetractionPreviewed(Strict):
    """What a retraction would say, and to how many who may have read the order."""

    order_id: int
    phrase: str | None = Field(description="What has to be typed; null in a rehearsal")
    texts: list[TextRetracted]
    hand_offs: list[HandOffPreviewed]
    to_tell: dict[ChannelName, int]
    to_cancel: int = Field(description="Who has not been sent the order yet, and never is")
    again: list[OrderAgain] = Field(description="What stands again; its people are told so")


class PublicArea(Strict):
    """An area of an order."""

    area_id: str
    name: str
    name_en: str


class PublicOrder(Strict):
    """An order that was announced, as far as it stands."""

    order_id: int
    alert_level: OrderLevelNumber
    name: str
    areas: list[PublicArea]
    announced_at: AwareDatetime
    why: str = Field(description="The reason, as it was announced")
    shelter: str
    url: str
    lifted_at: AwareDatetime | None = Field(description="Null while it stands")


class PublicOrders(Strict):
    """The orders that stand, the highest first, then what was lifted in the last 24 hours."""

    now: AwareDatetime
    run: str = Field(description="The run's name, empty for actual")
    status: StatusName
    orders: list[PublicOrder]
