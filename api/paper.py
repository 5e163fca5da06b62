"""Pages to be put on paper, as answers: HTML that loads nothing, or PDF."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.asked import give_back
from kawamori.paper.pdf import pdf_of
from kawamori.paper.sheets import content_policy
from kawamori.runs import Status


class Pdf(Response):
    """A PDF that a browser shows in place of the page."""

    media_type = "application/pdf"


def html_answer(page: str, *, status: Status, style: str = "") -> HTMLResponse:
    """Return a page that ``kawamori.paper.sheets.page_of`` made with the same style."""
    return HTMLResponse(page, headers={"Content-Security-Policy": content_policy(status, style)})


def pdf_answer(request: Request, page: str, name: str) -> Pdf:
    """Return a page as PDF, called ``name`` where it is saved.

    It takes seconds, and others wait for a database's connection: this one's is given back.
    """
    give_back(request)
    return Pdf(pdf_of(page), headers={"Content-Disposition": f'inline; filename="{name}"'})
