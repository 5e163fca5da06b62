"""What is kept of gauges: steps of alerts, silence, jumps, and what persons ruled."""

from kawamori.chronology import gauges as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

SOURCES = (
    Source(
        "alert_step",  # before what follows from it in the same moment
        Kind.GAUGE,
        words.transition,
        "transitions t JOIN alerts al ON al.alert_id = t.alert_id WHERE t.run_no = %(run_no)s",
        "t.transition_id",
        "t.recorded_at",
        """jsonb_build_object('audience', t.audience, 'kind', t.kind, 'from_level', t.from_level,
             'to_level', t.to_level, 'stage_m', t.stage_m, 'reasons', t.reasons,
             'alert_id', t.alert_id)""",
        at="t.observed_at",
        level="greatest(t.from_level, t.to_level)",
        station_id="al.station_id",
        link="'alert/' || t.alert_id",
    ),
    Source(
        "alert_feed",
        Kind.FEED,
        words.change,
        "station_changes c WHERE c.run_no = %(run_no)s",
        "c.change_id",
        "c.recorded_at",
        "jsonb_build_object('change', c.change, 'stage_m', c.stage_m)",
        level="c.level",
        station_id="c.station_id",
        link="'station/' || c.station_id",
    ),
    Source(
        "ruling",
        Kind.RULING,
        words.ruling,
        "rulings g JOIN alerts al ON al.alert_id = g.alert_id WHERE g.run_no = %(run_no)s",
        "g.ruling_id",
        "g.made_at",
        "jsonb_build_object('verdict', g.verdict, 'reason', g.reason)",
        station_id="al.station_id",
        person="g.person",
        link="'alert/' || g.alert_id",
    ),
)
