"""What is kept of the city's own affairs: entries by hand, shelters, rules, rehearsals, acts."""

from kawamori.chronology import affairs as words
from kawamori.chronology.affairs import ACTS, STAFF_CHANGES
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

_RUN = "jsonb_build_object('run', r.run, 'status', r.status, 'is_end', {is_end})"
# A rehearsal's own line begins and ends with it; in reality's it is told that there was one.
_OTHERS = """
runs r WHERE CASE WHEN %(run_no)s = 0 THEN r.status = 'exercise' ELSE r.run_no = %(run_no)s END
"""
_ACTS = ", ".join(f"'{act}'" for act in ACTS)
_STAFF = ", ".join(f"'{change}'" for change in STAFF_CHANGES)
_RUNGS = """
jsonb_build_object('standby_m', {t}.standby_m, 'caution_m', {t}.caution_m, 'evacuation_m',
  {t}.evacuation_m, 'danger_m', {t}.danger_m, 'overflow_m', {t}.overflow_m)
"""
_BEFORE = """
JOIN LATERAL (SELECT * FROM thresholds b WHERE b.station_id = t.station_id
                AND b.recorded_at < t.recorded_at ORDER BY b.recorded_at DESC LIMIT 1) b ON true
"""

SOURCES = (
    Source(
        "entry",
        Kind.WRITTEN,
        words.written,
        "entries e WHERE e.run_no = %(run_no)s",
        "e.entry_id",
        "e.recorded_at",
        """jsonb_build_object('kind', e.kind, 'body', e.body, 'source', e.source, 'way', e.way,
             'corrects', e.corrects, 'about', e.about, 'entry_key', e.entry_key)""",
        at="e.happened_at",
        station_id="e.station_id",
        area_ids="CASE WHEN e.area_id IS NOT NULL THEN ARRAY[e.area_id] END",
        person="e.author",
        role="e.role",
        office="e.office",
        point="CASE WHEN e.lon IS NOT NULL THEN ARRAY[e.lon, e.lat] END",
        link="e.about",
    ),
    Source(
        "shelter",
        Kind.SHELTER,
        words.shelter,
        """shelter_states s JOIN LATERAL (
             SELECT name, name_en, lat, lon FROM shelter_facts f WHERE f.shelter_id = s.shelter_id
             ORDER BY f.recorded_at > s.recorded_at, f.recorded_at DESC LIMIT 1) f ON true
           WHERE s.run_no = %(run_no)s""",
        "s.state_no",
        "s.recorded_at",
        """jsonb_build_object('shelter_name', f.name, 'shelter_name_en', f.name_en,
             'state', s.state, 'people', s.people, 'note', s.note)""",
        at="s.at",
        by_wall=True,
        person="s.person",
        role="s.role",
        point="ARRAY[f.lon, f.lat]",
        link="'shelter/' || s.shelter_id",
    ),
    Source(
        "policy",
        Kind.SETTING,
        words.policy,
        "policies p WHERE %(run_no)s = 0",
        "p.policy_id",
        "p.recorded_at",
        "jsonb_build_object('version', p.version, 'reason', p.reason)",
        by_wall=True,
        person="p.author",
    ),
    Source(
        "thresholds",
        Kind.SETTING,
        words.thresholds,
        f"thresholds t {_BEFORE} WHERE %(run_no)s = 0",
        "hashtextextended(t.station_id, 0)",
        "t.recorded_at",
        f"""jsonb_build_object('before', {_RUNGS.replace("{t}", "b")},
              'after', {_RUNGS.replace("{t}", "t")})""",
        by_wall=True,
        station_id="t.station_id",
        person="t.author",
        link="'station/' || t.station_id",
    ),
    Source(
        "master_data",
        Kind.SETTING,
        words.draft_end,
        """master_draft_ends e JOIN master_drafts d USING (draft_id)
           WHERE %(run_no)s = 0 AND d.what NOT IN ('thresholds', 'policy')""",
        "e.draft_id",
        "e.ended_at",
        """jsonb_build_object('what', d.what, 'subject', d.subject, 'state', e.state,
             'because', e.because)""",
        by_wall=True,
        person="e.person",
        role="e.role",
    ),
    Source(
        "staff_change",
        Kind.SETTING,
        words.staff_change,
        f"""staff_changes c JOIN staff w USING (staff_id)
            WHERE %(run_no)s = 0 AND c.change IN ({_STAFF})""",
        "c.change_id",
        "c.changed_at",
        """jsonb_build_object('name', w.name, 'change', c.change, 'role', c.details->>'role')""",
        by_wall=True,
        person="c.author",
    ),
    Source(
        "run_start",
        Kind.RUN,
        words.run_step,
        _OTHERS,
        "r.run_no",
        "r.wall_started_at",
        _RUN.replace("{is_end}", "false"),
        by_wall=True,
    ),
    Source(
        "run_end",
        Kind.RUN,
        words.run_step,
        _OTHERS + " AND r.ended_at IS NOT NULL",
        "r.run_no",
        "r.ended_at",
        _RUN.replace("{is_end}", "true"),
        by_wall=True,
    ),
    Source(
        "act",
        Kind.ACT,
        words.act,
        f"acts a WHERE %(run_no)s = 0 AND a.act IN ({_ACTS})",
        "a.act_id",
        "a.acted_at",
        "jsonb_build_object('act', a.act)",
        by_wall=True,
        person="a.person",
        role="a.role",
        office="a.office",
    ),
)
