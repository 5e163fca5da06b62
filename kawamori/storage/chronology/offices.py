"""What is kept of offices: hand-overs, requests and what became of them, situation reports."""

from kawamori.chronology import offices as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

_NAME = "(SELECT name FROM offices o WHERE o.slug = {slug})"
_FROM, _TO = _NAME.replace("{slug}", "n.from_office"), _NAME.replace("{slug}", "n.to_office")

SOURCES = (
    Source(
        "hand_over",
        Kind.OFFICES,
        words.handed_over,
        "hand_overs n WHERE n.run_no = %(run_no)s",
        "n.note_id",
        "n.written_at",
        f"""jsonb_build_object('shift', n.shift, 'body', n.body, 'to_all', n.to_all,
              'from_name', {_FROM}, 'to_name', {_TO})""",
        person="n.person",
        role="n.role",
        office="n.from_office",
        link="'hand_over/' || n.note_id",
    ),
    Source(
        "request",
        Kind.OFFICES,
        words.asked,
        "office_requests n WHERE n.run_no = %(run_no)s",
        "n.request_id",
        "n.asked_at",
        f"""jsonb_build_object('request_id', n.request_id, 'what', n.what,
              'from_name', {_FROM}, 'to_name', {_TO})""",
        person="n.person",
        role="n.role",
        office="n.from_office",
        link="'request/' || n.request_id",
    ),
    Source(
        "request_step",
        Kind.OFFICES,
        words.answered,
        """office_request_steps s JOIN office_requests n ON n.request_id = s.request_id
           WHERE n.run_no = %(run_no)s""",
        "s.step_id",
        "s.at",
        """jsonb_build_object('request_id', n.request_id, 'what', n.what, 'step', s.step,
             'note', s.note)""",
        person="s.person",
        role="s.role",
        office="s.office",
        link="'request/' || n.request_id",
    ),
    Source(
        "situation_report",
        Kind.OFFICES,
        words.reported,
        "situation_reports p WHERE p.run_no = %(run_no)s",
        "p.report_id",
        "p.as_of",
        f"""jsonb_build_object('number', p.number,
              'office_name', {_NAME.replace("{slug}", "p.office")})""",
        person="p.issued_by",
        role="p.role",
        office="p.office",
        link="'report/' || p.report_id",
    ),
)
