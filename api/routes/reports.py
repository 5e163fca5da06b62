"""Situation reports (状況報告): issued in one act from what is stored, and kept as issued."""

from http import HTTPStatus

import msgspec
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.asked import Around, Asked, Database
from api.auth import ReportIssuer
from api.desk import headquarters
from api.paper import Pdf, html_answer, pdf_answer
from api.responses import Json
from api.schemas.offices import ReportAsked, ReportHead, ReportShown
from api.state import Surroundings
from kawamori.offices import Author
from kawamori.paper.situation import STYLE, report_page, title_of
from kawamori.runs import Run
from kawamori.spreadsheets import as_csv
from kawamori.storage.connections import Connection
from kawamori.storage.offices.reports import Report, find_report, issue_report, reports_of_run
from kawamori.storage.runs import run_of

router = headquarters()

BOM = "\ufeff"
_HEAD = ("report_id", "office", "number", "as_of", "issued_by", "role")
_encode = msgspec.json.Encoder().encode


@router.get("/hq/reports", response_model=list[ReportHead])
def situation_reports(connection: Database, asked: Asked) -> Json:
    """List the situation reports that a run has, the newest first."""
    return Json(_encode([_head(each) for each in reports_of_run(connection, asked.run)]))


@router.post("/hq/reports", response_model=ReportShown, status_code=HTTPStatus.CREATED)
def issue_situation(
    wanted: ReportAsked, person: ReportIssuer, connection: Database, asked: Asked
) -> Json:
    """Issue the next situation report of the whole city, or of an office's districts."""
    author = Author(person.person, person.role, person.office, asked.now)
    made = issue_report(connection, asked.run, author, wanted.office, wanted.note)
    return Json(_whole(find_report(connection, made)), HTTPStatus.CREATED)


@router.get("/hq/reports/{report_id}", response_model=ReportShown)
def situation_report(report_id: int, connection: Database) -> Json:
    """Return a situation report as it was issued."""
    return Json(_whole(find_report(connection, report_id)))


@router.get("/hq/reports/{report_id}/print", response_class=HTMLResponse)
def printed_situation(report_id: int, connection: Database, around: Around) -> HTMLResponse:
    """Return a situation report on A4."""
    found, run = _found(connection, report_id)
    return html_answer(_page(found, run, around), status=run.status, style=STYLE)


@router.get("/hq/reports/{report_id}/pdf", response_class=Pdf)
def situation_as_pdf(report_id: int, connection: Database, around: Around, request: Request) -> Pdf:
    """Return the same as PDF."""
    found, run = _found(connection, report_id)
    return pdf_answer(request, _page(found, run, around), f"situation-{found.number}.pdf")


@router.get("/hq/reports/{report_id}/csv", response_class=Response)
def situation_as_csv(report_id: int, connection: Database, around: Around) -> Response:
    """Export a situation report: a line for each field of what it names, by section."""
    found = find_report(connection, report_id)
    head = {"title": title_of(found, around.settings.city_name), **_head(found)}
    lines = [
        {"section": section, "nth": nth, "field": name, "value": _cell(value)}
        for section, rows in {"report": [head], **found.facts}.items()
        for nth, row in enumerate(rows if isinstance(rows, list) else [{section: rows}], start=1)
        for name, value in row.items()
    ]
    text = as_csv(["section", "nth", "field", "value"], lines)
    return Response(
        (BOM + text).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="situation-{found.number}.csv"'},
    )


def _found(connection: Connection, report_id: int) -> tuple[Report, Run]:
    found = find_report(connection, report_id)
    return found, run_of(connection, found.run_no)


def _page(found: Report, run: Run, around: Surroundings) -> str:
    return report_page(found, around.settings.city_name, run.status)


def _head(found: Report) -> dict[str, object]:
    return {name: getattr(found, name) for name in _HEAD}


def _whole(found: Report) -> bytes:
    return _encode({**_head(found), "facts": found.facts})


def _cell(value: object) -> str:
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return "" if value is None else str(value)
