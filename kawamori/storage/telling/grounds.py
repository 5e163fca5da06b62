"""What a step of an alert stood on, and what kept a message back, as JSON: parts of queries."""

# Of the transition t of the alert al.
GROUNDS = """'assessment', (
  SELECT jsonb_build_object('policy_version', a.policy_version, 'level', a.level,
    'public_level', a.public_level, 'confirmation', a.confirmation, 'trend', a.trend,
    'rise_m_per_h', a.rise_m_per_h, 'freshness', a.freshness, 'reasons', a.reasons,
    'recorded_at', a.recorded_at)
  FROM assessments a
  WHERE a.run_no = t.run_no AND a.station_id = al.station_id
    AND a.observed_at = t.observed_at
  ORDER BY a.assessment_id LIMIT 1),
'thresholds', (
  SELECT jsonb_build_object('standby_m', h.standby_m, 'caution_m', h.caution_m,
    'evacuation_m', h.evacuation_m, 'danger_m', h.danger_m, 'overflow_m', h.overflow_m,
    'release_m', h.release_m, 'author', h.author, 'recorded_at', h.recorded_at)
  FROM thresholds h
  WHERE h.station_id = al.station_id AND h.recorded_at <= t.wall_recorded_at
    AND h.valid_from <= t.wall_recorded_at
  ORDER BY h.valid_from DESC, h.recorded_at DESC LIMIT 1)"""

# Of the silence s.
SILENCE = """jsonb_build_object('silence_id', s.silence_id, 'kind', s.kind,
'reason', s.reason, 'author', s.author, 'upto_level', s.upto_level,
'ends_at', s.ends_at, 'lifted_at', s.lifted_at, 'lifted_by', s.lifted_by)"""
