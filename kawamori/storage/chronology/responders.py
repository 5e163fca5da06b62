"""What is kept of temporary responders: call-outs, tasks and their steps, orders, reports."""

from kawamori.chronology import responders as words
from kawamori.chronology.entries import Kind
from kawamori.storage.chronology.source import Source

_COMING = "k.answer IN ('yes', 'later') AND k.stood_down_at IS NULL AND k.moved_to IS NULL"

SOURCES = (
    Source(
        "callout",
        Kind.RESPONDERS,
        words.called_out,
        "callouts c WHERE c.run_no = %(run_no)s",
        "c.callout_id",
        "c.opened_at",
        """jsonb_build_object('callout_id', c.callout_id, 'what', c.what, 'needed', c.needed,
             'place', c.place)""",
        person="c.opened_by",
        role="c.opened_as",
    ),
    Source(
        "callout_closed",
        Kind.RESPONDERS,
        words.closed,
        "callouts c WHERE c.run_no = %(run_no)s AND c.closed_at IS NOT NULL",
        "c.callout_id",
        "c.closed_at",
        f"""(SELECT jsonb_build_object('callout_id', c.callout_id, 'because', c.closed_because,
               'asked', count(*), 'coming', count(*) FILTER (WHERE {_COMING}))
             FROM callout_asks k WHERE k.callout_id = c.callout_id)""",  # noqa: S608 our own parts
        person="c.closed_by",
    ),
    Source(
        "task",
        Kind.RESPONDERS,
        words.given,
        "responder_tasks t WHERE t.run_no = %(run_no)s",
        "t.task_id",
        "t.given_at",
        """jsonb_build_object('task_id', t.task_id, 'responder_id', t.responder_id,
             'what', t.what, 'place', t.place)""",
        area_ids="t.area_ids",
        person="t.given_by",
        role="t.given_as",
    ),
    Source(
        "task_step",
        Kind.RESPONDERS,
        words.stepped,
        """responder_task_steps s JOIN responder_tasks t ON t.task_id = s.task_id
           WHERE t.run_no = %(run_no)s AND s.step <> 'check_in'""",
        "s.step_id",
        "s.recorded_at",
        """jsonb_build_object('task_id', t.task_id, 'responder_id', t.responder_id,
             'step', s.step, 'note', s.note, 'is_ours', s.person <> '')""",
        at="s.at",
        area_ids="t.area_ids",
        person="nullif(s.person, '')",
        role="s.role",
    ),
    Source(
        "interlock_override",
        Kind.RESPONDERS,
        words.overridden,
        """interlock_overrides i LEFT JOIN current_areas a ON a.area_id = i.area_id
           WHERE i.run_no = %(run_no)s""",
        "i.override_id",
        "i.at",
        "jsonb_build_object('area', coalesce(a.name, i.area_id), 'reason', i.reason)",
        area_ids="ARRAY[i.area_id]",
        person="i.person",
        role="i.role",
    ),
    Source(
        "withdraw_order",
        Kind.RESPONDERS,
        words.ordered_out,
        "withdraw_orders w WHERE w.run_no = %(run_no)s",
        "w.withdraw_id",
        "w.ordered_at",
        """jsonb_build_object('withdraw_id', w.withdraw_id, 'reason', w.reason, 'people',
             (SELECT count(*) FROM withdraw_order_people p WHERE p.withdraw_id = w.withdraw_id))""",
        person="w.ordered_by",
        role="w.ordered_as",
    ),
    Source(
        "withdraw_complete",
        Kind.RESPONDERS,
        words.all_out,
        """(SELECT p.withdraw_id, o.run_no, max(p.safe_at) AS safe_at, max(p.heard_at) AS heard_at,
              count(*) AS people
            FROM withdraw_order_people p JOIN withdraw_orders o USING (withdraw_id)
            GROUP BY p.withdraw_id, o.run_no HAVING bool_and(p.safe_at IS NOT NULL)) w
           WHERE w.run_no = %(run_no)s""",
        "w.withdraw_id",
        "w.heard_at",
        "jsonb_build_object('withdraw_id', w.withdraw_id, 'people', w.people)",
        at="w.safe_at",
    ),
    Source(
        "incident_report",
        Kind.RESPONDERS,
        words.reported,
        "incident_reports i WHERE i.run_no = %(run_no)s",
        "(('x' || left(replace(i.report_id::text, '-', ''), 15))::bit(60)::bigint)",
        "i.recorded_at",
        """jsonb_build_object('responder_id', i.responder_id, 'kind', i.kind, 'body', i.body)""",
        at="i.at",
    ),
    Source(
        "responders_purged",
        Kind.RESPONDERS,
        words.purged,
        "acts a WHERE %(run_no)s = 0 AND a.act = 'purge_responders'",
        "a.act_id",
        "a.acted_at",
        """jsonb_build_object('people', jsonb_array_length(a.details->'responders'),
             'reason', a.details->>'reason')""",
        by_wall=True,
        person="a.person",
        role="a.role",
    ),
)
