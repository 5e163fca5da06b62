"""What is kept of who was called, and who has which alert in hand."""

from kawamori.chronology import telling as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

_CALLS = "calls c LEFT JOIN alerts al ON al.alert_id = c.alert_id WHERE c.run_no = %(run_no)s"
_CALL = """
jsonb_build_object('cause', c.cause, 'about_message', c.about_message,
  'station_id', al.station_id, 'taken_by', NULL, 'ended_because', NULL)
"""
_ABOUT = "coalesce('alert/' || c.alert_id, 'message/' || c.about_message)"

SOURCES = (
    Source(
        "call",
        Kind.DUTY,
        words.call_opened,
        _CALLS,
        "c.call_id",
        "c.opened_at",
        _CALL,
        level="c.level",
        station_id="al.station_id",
        link=_ABOUT,
    ),
    Source(
        "call_told",
        Kind.DUTY,
        words.call_told,
        """call_messages k JOIN messages m ON m.message_id = k.message_id
           JOIN calls c ON c.call_id = k.call_id
           LEFT JOIN alerts al ON al.alert_id = c.alert_id WHERE m.run_no = %(run_no)s""",
        "c.call_id * 1000 + k.nth",
        "m.created_at",
        f"""{_CALL} || jsonb_build_object('nth', k.nth, 'people', ARRAY(
              SELECT DISTINCT u.person FROM deliveries d JOIN duty u USING (subscriber_id)
              WHERE d.message_id = m.message_id AND u.added_at <= m.created_at ORDER BY 1))""",  # noqa: S608 our own parts
        by_wall=True,
        level="c.level",
        station_id="al.station_id",
        link=_ABOUT,
    ),
    # Whoever takes an alert's call acknowledges the alert: that is told below.
    Source(
        "call_taken",
        Kind.DUTY,
        words.call_ended,
        _CALLS + " AND c.alert_id IS NULL AND c.taken_at IS NOT NULL",
        "c.call_id",
        "c.taken_at",
        f"{_CALL} || jsonb_build_object('taken_by', c.taken_by)",
        person="c.taken_by",
        link=_ABOUT,
    ),
    Source(
        "call_ended",
        Kind.DUTY,
        words.call_ended,
        _CALLS + " AND c.ended_at IS NOT NULL",
        "c.call_id",
        "c.ended_at",
        f"{_CALL} || jsonb_build_object('ended_because', c.ended_because)",
        level="c.level",
        station_id="al.station_id",
        link=_ABOUT,
    ),
    Source(
        "acknowledgement",
        Kind.DUTY,
        words.acknowledged,
        "acknowledgements k JOIN alerts al USING (alert_id) WHERE al.run_no = %(run_no)s",
        "k.alert_id",
        "k.recorded_at",
        "jsonb_build_object('person', k.acknowledged_by)",
        station_id="al.station_id",
        person="k.acknowledged_by",
        link="'alert/' || k.alert_id",
    ),
    Source(
        "assignment",
        Kind.DUTY,
        words.assigned,
        "assignments g JOIN alerts al USING (alert_id) WHERE g.run_no = %(run_no)s",
        "g.assignment_id",
        "g.assigned_at",
        "jsonb_build_object('assignee', g.assignee, 'note', g.note)",
        station_id="al.station_id",
        person="g.assigned_by",
        link="'alert/' || g.alert_id",
    ),
)
