"""Notes, requests and situation reports; an office that is null is headquarters."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict
from api.schemas.orders import Note

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class NoteAsked(Strict):
    """A hand-over note (申し送り), for all or for one office."""

    shift: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    body: Words
    to_all: bool = False
    to_office: Slug | None = Field(None, description="Null: headquarters, unless it is for all")


class ReadShown(Strict):
    """Who has read a note, and when by the run's clock."""

    person: str
    office: str | None
    read_at: AwareDatetime


class NoteShown(Strict):
    """A hand-over note, and who has read it."""

    note_id: int
    shift: str
    to_all: bool
    to_office: str | None
    from_office: str | None
    body: str
    person: str
    role: str
    written_at: AwareDatetime
    reads: list[ReadShown]


class RequestAsked(Strict):
    """Something that is asked of another office (依頼)."""

    to_office: Slug | None = Field(None, description="Null: headquarters")
    what: Words
    needed_by: AwareDatetime | None = Field(None, description="By the run's clock")


class StepAsked(Strict):
    """What is said with a step of a request; a refusal needs its reason."""

    note: Note = ""


class RequestStepShown(Strict):
    """A step of a request: who took it for which office."""

    step: Literal["take", "done", "refuse"]
    person: str
    role: str
    office: str | None
    at: AwareDatetime
    note: str


class RequestShown(Strict):
    """A request between offices, and how it stands; overdue is open and needed before now."""

    request_id: int
    from_office: str | None
    to_office: str | None
    what: str
    needed_by: AwareDatetime | None
    person: str
    role: str
    asked_at: AwareDatetime
    state: Literal["asked", "taken", "done", "refused"]
    steps: list[RequestStepShown]


class ReportAsked(Strict):
    """Whose situation report is to be issued, and what else it should say."""

    office: Slug | None = Field(None, description="Null: of the whole city")
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""


class ReportHead(Strict):
    """A situation report that was issued."""

    report_id: int
    office: str | None
    number: int
    as_of: AwareDatetime
    issued_by: str
    role: str


class ReportShown(ReportHead):
    """A situation report with all that it says, as it was issued."""

    facts: dict[str, Any]


class ReportIssued(Strict):
    """That reports were issued."""

    report_ids: list[int]
