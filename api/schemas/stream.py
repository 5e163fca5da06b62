"""What a stream carries: each event as an object, its ``data`` parsed.

On the wire these are server-sent events: ``event:`` and ``data:`` are fields of
the same name, and ``id:`` goes with the last event of each batch of changes.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, RootModel

from api.schemas.cameras import Cameras
from api.schemas.chronology import ChronologyMoved
from api.schemas.duty import SilenceShown
from api.schemas.geojson import Strict
from api.schemas.hq import Alerts, DeliveryShown, RunShown, Stations
from api.schemas.inbound import InboundWaiting
from api.schemas.offices import NoteShown, RequestShown
from api.schemas.official import OfficialList, OfficialQuotes
from api.schemas.orders import OrderList, PublicOrders
from api.schemas.public import PublicAlerts, PublicStations
from api.schemas.responders.callouts import CalloutShown
from api.schemas.shelters import HqShelters, PublicShelters


class Clock(Strict):
    """What time it is in the run."""

    now: AwareDatetime
    run: str


class ClockEvent(Strict):
    """Every ten seconds: the stream lives, and nothing is missing."""

    event: Literal["clock"]
    data: Clock


class Nothing(Strict):
    """An empty object."""


class ResetEvent(Strict):
    """What was missed is no longer kept: load everything anew."""

    event: Literal["reset"]
    data: Nothing


class HaltedEvent(Strict):
    """The database does not answer: nothing comes until the next ``clock``."""

    event: Literal["halted"]
    data: Nothing


class StationsEvent(Strict):
    """The stations that changed, as they stand now."""

    event: Literal["stations"]
    data: Stations


class AlertsEvent(Strict):
    """The alerts that changed, as they stand now; a closed one has its ``closed_at``."""

    event: Literal["alerts"]
    data: Alerts


class DeliveriesEvent(Strict):
    """The deliveries that changed, as they stand now."""

    event: Literal["deliveries"]
    data: list[DeliveryShown]


class RunsEvent(Strict):
    """Every run: one was started or has ended."""

    event: Literal["runs"]
    data: list[RunShown]


class SilencesEvent(Strict):
    """The silences that are not over."""

    event: Literal["silences"]
    data: list[SilenceShown]


class InboundEvent(Strict):
    """How many answers of residents wait for a person now."""

    event: Literal["inbound"]
    data: InboundWaiting


class OfficialEvent(Strict):
    """All official information in force: what is not among it is over."""

    event: Literal["official"]
    data: OfficialList


class OrdersEvent(Strict):
    """All drafts and all orders that stand: what is not among them is over."""

    event: Literal["orders"]
    data: OrderList


class CamerasEvent(Strict):
    """The cameras that sent a still, or were given a normal one, as they stand now."""

    event: Literal["cameras"]
    data: Cameras


class SheltersEvent(Strict):
    """The shelters of which something was said, as they stand now."""

    event: Literal["shelters"]
    data: HqShelters


class Master(Strict):
    """Which kinds of master data changed."""

    kinds: list[str]


class MasterEvent(Strict):
    """Master data was published, or a draft of it (kind: drafts): it is to be read anew."""

    event: Literal["master"]
    data: Master


class NotesEvent(Strict):
    """The hand-over notes that were written or read, as they stand now."""

    event: Literal["notes"]
    data: list[NoteShown]


class RequestsEvent(Strict):
    """The requests between offices that moved, as they stand now."""

    event: Literal["requests"]
    data: list[RequestShown]


class CalloutsEvent(Strict):
    """The call-outs of responders that moved, as they stand now."""

    event: Literal["callouts"]
    data: list[CalloutShown]


class MovedResponders(Strict):
    """What moved of responders."""

    kinds: list[
        Literal[
            "incident_reports",
            "responder_positions",
            "responder_tasks",
            "responders",
            "withdraw_orders",
        ]
    ]


class RespondersEvent(Strict):
    """Something about responders moved: who looks at it reads it anew, with what they may see."""

    event: Literal["responders"]
    data: MovedResponders


class PublicStationsEvent(Strict):
    """The stations that changed, as they stand now."""

    event: Literal["stations"]
    data: PublicStations


class PublicAlertsEvent(Strict):
    """All open alerts: what is not among them is over."""

    event: Literal["alerts"]
    data: PublicAlerts


class ChronologyEvent(Strict):
    """That the chronology goes on."""

    event: Literal["chronology"]
    data: ChronologyMoved


class PublicOfficialEvent(Strict):
    """All official information in force: what is not among it is over."""

    event: Literal["official"]
    data: OfficialQuotes


class PublicOrdersEvent(Strict):
    """The orders that stand, and what was lifted in the last 24 hours."""

    event: Literal["orders"]
    data: PublicOrders


class PublicSheltersEvent(Strict):
    """The shelters of which something was said, as they stand now."""

    event: Literal["shelters"]
    data: PublicShelters


class StreamEvent(
    RootModel[
        Annotated[
            StationsEvent
            | AlertsEvent
            | DeliveriesEvent
            | RunsEvent
            | SilencesEvent
            | InboundEvent
            | OfficialEvent
            | OrdersEvent
            | SheltersEvent
            | NotesEvent
            | RequestsEvent
            | CalloutsEvent
            | RespondersEvent
            | ChronologyEvent
            | MasterEvent
            | CamerasEvent
            | ClockEvent
            | HaltedEvent
            | ResetEvent,
            Field(discriminator="event"),
        ]
    ]
):
    """An event of headquarters' stream."""


class PublicStreamEvent(
    RootModel[
        Annotated[
            PublicStationsEvent
            | PublicAlertsEvent
            | PublicOfficialEvent
            | PublicOrdersEvent
            | PublicSheltersEvent
            | ClockEvent
            | HaltedEvent
            | ResetEvent,
            Field(discriminator="event"),
        ]
    ]
):
    """An event of the public stream."""
