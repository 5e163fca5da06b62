"""What is kept of the mayor's orders and of official information."""

from kawamori.chronology import orders as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

_AREA_IDS = "ARRAY(SELECT area_id FROM order_areas a WHERE a.order_id = o.order_id ORDER BY nth)"
_OF_STEP = """
CASE WHEN s.step = 'lift' THEN ARRAY(
  SELECT l.area_id FROM order_lifted_areas l JOIN order_areas a USING (order_id, area_id)
  WHERE l.step_id = s.step_id ORDER BY a.nth)
ELSE ARRAY(SELECT area_id FROM order_areas a WHERE a.order_id = o.order_id ORDER BY nth) END
"""

SOURCES = (
    Source(
        "order",
        Kind.ORDER,
        words.drafted,
        "orders o WHERE o.run_no = %(run_no)s",
        "o.order_id",
        "o.composed_at",
        """jsonb_build_object('order_id', o.order_id, 'name', o.name, 'alert_level', o.alert_level,
             'reason', o.reason, 'area_names', ARRAY(
               SELECT name FROM order_areas a WHERE a.order_id = o.order_id ORDER BY nth))""",
        alert_level="o.alert_level",
        area_ids=_AREA_IDS,
        person="o.composed_by",
        role="o.composed_as",
        link="'order/' || o.order_id",
    ),
    Source(
        "order_step",
        Kind.ORDER,
        words.stepped,
        "order_steps s JOIN orders o ON o.order_id = s.order_id WHERE o.run_no = %(run_no)s",
        "s.step_id",
        "s.recorded_at",
        f"""jsonb_build_object('order_id', o.order_id, 'name', o.name, 'alert_level', o.alert_level,
              'step', s.step, 'note', s.note, 'of_step', (
                SELECT step FROM order_steps e WHERE e.step_id = s.of_step), 'area_names', ARRAY(
                SELECT a.name FROM unnest({_OF_STEP}) WITH ORDINALITY AS g (area_id, nth)
                JOIN order_areas a ON a.order_id = o.order_id AND a.area_id = g.area_id
                ORDER BY g.nth))""",  # noqa: S608 our own parts
        at="s.at",
        alert_level="o.alert_level",
        area_ids=_OF_STEP,
        person="s.person",
        role="s.role",
        link="'order/' || o.order_id",
    ),
    Source(
        "hand_off",
        Kind.ORDER,
        words.handed_over,
        """hand_off_ticks k JOIN hand_offs h ON h.hand_off_id = k.hand_off_id
           JOIN messages m ON m.message_id = h.message_id
           JOIN orders o ON o.order_id = m.order_id WHERE m.run_no = %(run_no)s""",
        "k.hand_off_id",
        "k.recorded_at",
        "jsonb_build_object('order_id', o.order_id, 'way', h.way, 'note', k.note)",
        at="k.at",
        alert_level="o.alert_level",
        area_ids=_AREA_IDS,
        person="k.person",
        role="k.role",
        link="'order/' || o.order_id",
    ),
    Source(
        "official",
        Kind.OFFICIAL,
        words.official,
        "official_information f WHERE f.run_no = %(run_no)s",
        "f.official_id",
        "f.recorded_at",
        """jsonb_build_object('issuer', f.issuer, 'name', f.name, 'rivers', f.rivers,
             'areas', f.areas, 'supersedes', f.supersedes,
             'is_lifted', f.lifted_at IS NOT NULL)""",
        at="coalesce(f.lifted_at, f.issued_at)",
        alert_level="f.alert_level",
        person="f.entered_by",
        link="'official/' || f.official_id",
    ),
)
