"""The page that shows the messages that left, as a phone would."""

from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kawamori.messages.budget import segments
from kawamori.messages.clocks import JST
from simulators.sandbox.behaviours import Answer
from simulators.sandbox.calls import Call, CallBook
from simulators.sandbox.journal import Journal
from simulators.sandbox.messages import Message

SHOWN = 200
_PAGE = Path(__file__).parent / "page"
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_FILES = {"style.css": "text/css", "refresh.js": "text/javascript"}
_MARKS = ("【訓練】", "【試験】")
_STATUSES = {
    "accepted": ("受付", "accepted"),
    "queued": ("送信待ち", "queued"),
    "sent": ("送信済み", "sent"),
    "delivered": ("配信済み", "delivered"),
    "undelivered": ("不達", "undelivered"),
    "failed": ("送信できず", "failed"),
}
_CALLS = {
    "queued": ("発信待ち", "queued"),
    "ringing": ("呼出中", "ringing"),
    "in-progress": ("通話中", "in progress"),
    "completed": ("応答あり", "picked up"),
    "busy": ("話し中", "busy"),
    "no-answer": ("応答なし", "no answer"),
    "failed": ("発信できず", "failed"),
}
_ANSWERS = {
    Answer.LOST: ("応答エラー", "answered 500"),
    Answer.SILENT: ("応答なし", "no answer"),
}


def routes(journal: Journal, book: CallBook) -> APIRouter:
    """Return the page and what it loads; none of it comes from elsewhere."""
    router = APIRouter()

    @router.get("/")
    def page() -> Response:
        """Return the page, already filled: it reads without a script, too."""
        page = Template((_PAGE / "page.html").read_text(encoding="utf-8"))
        text = page.substitute(feed=_feed(journal, book, datetime.now(UTC)))
        return HTMLResponse(text, headers=_HEADERS)

    @router.get("/feed")
    def feed(request: Request) -> Response:
        """Return the messages alone, or 304 where nothing has moved."""
        text = _feed(journal, book, datetime.now(UTC))
        tag = f'"{sha256(text.encode()).hexdigest()[:16]}"'
        headers = {**_HEADERS, "ETag": tag}
        if request.headers.get("If-None-Match") == tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(text, headers=headers)

    @router.get("/page/{name}")
    def file(name: str) -> Response:
        """Return the style or the script."""
        if name not in _FILES:
            return Response(status_code=404)
        return Response((_PAGE / name).read_bytes(), media_type=_FILES[name], headers=_HEADERS)

    return router


def _feed(journal: Journal, book: CallBook, now: datetime) -> str:
    accepted, twice = journal.count()
    doubled = (
        f'<span class="warn">重複 {twice} <i lang="en">accepted twice</i></span>' if twice else ""
    )
    shown = [(m.created_at, _bubble(m, times, now)) for m, times in journal.newest(SHOWN)]
    shown += [(call.created_at, _call(call)) for call in book.newest()[:SHOWN]]
    shown.sort(key=lambda each: each[0], reverse=True)
    bubbles = "\n".join(bubble for _, bubble in shown[:SHOWN])
    empty = '<p class="empty">まだ送信はありません<br><i lang="en">No message has left yet</i></p>'
    return (
        f'<p class="count"><span><b>{accepted}</b> 通 <i lang="en">messages</i></span>{doubled}</p>'
        f'<div class="bubbles">{bubbles or empty}</div>'
    )


def _call(call: Call) -> str:
    """Return one call: what was said, once, and the keys that were pressed."""
    ja, en = _CALLS.get(call.status, (call.status, call.status))
    tags = [_tag("is-delivered" if call.pressed else f"is-{call.status}", f"☎ {ja}", en)]
    if call.pressed:
        tags.append(_tag("is-delivered", f"キー {' '.join(call.pressed)}", "keys pressed"))
    local = call.created_at.astimezone(JST)
    said = " ".join(dict.fromkeys(call.heard))
    words = f'<p class="body">{_body(said)}</p>' if said else ""
    return f"""<article class="call {escape(call.status)}">
<header><span class="to">{escape(_masked(call.to))}</span>
<time datetime="{local.isoformat()}">{local:%m/%d} <b>{local:%H:%M:%S}</b></time></header>
{words}
<footer>{"".join(tags)}</footer>
</article>"""


def _bubble(message: Message, times: int, now: datetime) -> str:
    """Return one message; whatever came from outside is escaped here."""
    status = message.status(now)
    error = message.error(now)
    ja, en = _STATUSES.get(status, (status, status))
    tags = [_tag(f"is-{status}", f"{ja} {error}" if error else ja, en)]
    if message.answer in _ANSWERS:
        tags.append(_tag("warn", *_ANSWERS[Answer(message.answer)]))
    if times > 1:
        tags.append(_tag("warn", f"{times}回受付", f"accepted {times} times"))
    local = message.created_at.astimezone(JST)
    parts = segments(message.body).parts
    return f"""<article class="{escape(status)}">
<header><span class="to">{escape(_masked(message.to))}</span>
<time datetime="{local.isoformat()}">{local:%m/%d} <b>{local:%H:%M:%S}</b></time></header>
<p class="body">{_body(message.body)}</p>
<footer>{"".join(tags)}<span class="size">{len(message.body)}字・{parts}通分</span></footer>
</article>"""


def _body(text: str) -> str:
    """Return the words, with the mark of a message that only rehearses set apart."""
    mark = next((mark for mark in _MARKS if text.startswith(mark)), "")
    shown = f'<b class="drill">{mark}</b>' if mark else ""
    return shown + escape(text.removeprefix(mark))


def _tag(kind: str, ja: str, en: str) -> str:
    return f'<span class="tag {escape(kind)}">{escape(ja)} <i lang="en">{escape(en)}</i></span>'


def _masked(number: str) -> str:
    """Return a number that its owner recognises and a bystander can't call."""
    local = "0" + number.removeprefix("+81") if number.startswith("+81") else number
    return f"{local[:3]}-••••-{local[-4:]}"
