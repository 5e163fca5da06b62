"""What is kept of telling residents: messages, and corrections that two persons make."""

from kawamori.chronology import telling as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source, run_clock

# Of a gauge's correction the original's station is told.
_STATION = """
(SELECT al.station_id FROM transitions t JOIN alerts al USING (alert_id)
 WHERE t.transition_id = coalesce(m.transition_id, (
   SELECT c.transition_id FROM messages c WHERE c.message_id = m.corrects)))
"""
_AREAS = "ARRAY(SELECT area_id FROM message_areas a WHERE a.message_id = m.message_id ORDER BY 1)"

SOURCES = (
    Source(
        "message",
        Kind.MESSAGE,
        words.message,
        "messages m WHERE m.run_no = %(run_no)s AND m.audience = 'public'"
        " AND m.family NOT IN ('canary', 'own')",
        "m.message_id",
        "m.created_at",
        f"""jsonb_build_object('family', m.family, 'kind', m.kind, 'level', m.level,
              'corrects', m.corrects, 'order_id', m.order_id,
              'order_name', (SELECT name FROM orders o WHERE o.order_id = m.order_id),
              'official_name', (SELECT name FROM official_information f
                                WHERE f.official_id = m.official_id),
              'station_id', {_STATION})""",  # noqa: S608 our own parts
        by_wall=True,
        level="CASE WHEN m.family = 'gauge' THEN m.level END",
        alert_level="CASE WHEN m.family <> 'gauge' THEN m.level END",
        station_id=_STATION,
        area_ids=_AREAS,
        link="'message/' || m.message_id",
    ),
    Source(
        "correction",
        Kind.MESSAGE,
        words.correction,
        "corrections c JOIN messages m USING (message_id) WHERE m.run_no = %(run_no)s",
        "c.correction_id",
        "c.composed_at",
        """jsonb_build_object('message_id', c.message_id, 'kind', c.kind, 'because', c.because,
             'how_it_is', c.how_it_is, 'is_withdrawn', false)""",
        by_wall=True,
        person="c.composed_by",
        role="c.composed_as",
        link="'message/' || c.message_id",
    ),
    Source(
        "correction_withdrawn",
        Kind.MESSAGE,
        words.correction,
        """corrections c JOIN messages m USING (message_id)
           WHERE m.run_no = %(run_no)s AND c.withdrawn_at IS NOT NULL""",
        "c.correction_id",
        "c.withdrawn_at",
        """jsonb_build_object('message_id', c.message_id, 'kind', c.kind, 'because', c.because,
             'how_it_is', c.how_it_is, 'is_withdrawn', true)""",
        by_wall=True,
        person="c.withdrawn_by",
        link="'message/' || c.message_id",
    ),
    Source(
        "silence",
        Kind.SILENCE,
        words.silenced,
        "silences s WHERE s.run_no = %(run_no)s",
        "s.silence_id",
        "s.recorded_at",
        """jsonb_build_object('kind', s.kind, 'of_river', s.river, 'network', s.network,
             'upto_level', s.upto_level, 'reason', s.reason, 'is_lifted', false,
             'until_clock', to_char(s.ends_at AT TIME ZONE 'Asia/Tokyo', 'MM/DD HH24:MI'))""",
        at=run_clock("s.recorded_at"),
        by_wall=True,
        station_id="s.station_id",
        person="s.author",
        link="'silence/' || s.silence_id",
    ),
    Source(
        "silence_lifted",
        Kind.SILENCE,
        words.silenced,
        "silences s WHERE s.run_no = %(run_no)s AND s.lifted_at IS NOT NULL",
        "s.silence_id",
        "s.lifted_at",
        """jsonb_build_object('kind', s.kind, 'of_river', s.river, 'network', s.network,
             'upto_level', s.upto_level, 'reason', s.reason, 'is_lifted', true)""",
        station_id="s.station_id",
        person="s.lifted_by",
        link="'silence/' || s.silence_id",
    ),
)
