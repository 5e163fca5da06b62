// Stations for the tests: a river at its ease, and what the test says differs.
import type { Alert, Delivery, SeriesPoint, Station } from "../src/api/shapes";

export function station(differs: Partial<Station> = {}): Station {
  return {
    station_id: "kawabe-bridge",
    name: "川辺橋",
    name_en: "Kawabe Bridge",
    river: "川辺川",
    mode: "regular",
    tidal: false,
    network: "city",
    thresholds: {
      standby_m: 1,
      caution_m: 2,
      evacuation_m: 3,
      danger_m: 4,
      overflow_m: null,
      release_m: 0.1,
    },
    interval_s: 60,
    level: 0,
    level_name: "normal",
    public_level: 0,
    confirmation: "confirmed",
    stage_m: 0.4,
    observed_at: "2026-09-01T05:00:00Z",
    received_at: "2026-09-01T05:00:01Z",
    rise_m_per_h: 0,
    trend: "steady",
    projection: null,
    freshness: "live",
    reasons: [],
    assessed_at: "2026-09-01T05:00:01Z",
    alert_id: null,
    upstream: null,
    ...differs,
  };
}

export function alert(differs: Partial<Alert> = {}): Alert {
  return {
    alert_id: 1,
    station_id: "kawabe-bridge",
    station_name: "川辺橋",
    river: "川辺川",
    run: "drill",
    status: "exercise",
    level: 3,
    level_name: "evacuation",
    peak_level: 3,
    opened_at: "2026-09-01T05:00:00Z",
    closed_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    transitions: [],
    silence: null,
    assigned: null,
    ...differs,
  };
}

export function delivery(differs: Partial<Delivery> = {}): Delivery {
  return {
    delivery_id: "a",
    message_id: 1,
    created_at: "2026-09-01T05:00:00Z",
    audience: "public",
    family: "gauge",
    station_id: "kawabe-bridge",
    station_name: "川辺橋",
    level: 3,
    kind: "raise",
    channel: "sms",
    language: "ja",
    body: "【訓練】",
    state: "due",
    provider_status: null,
    tries: 0,
    answered_at: null,
    opened_at: null,
    acknowledged_at: null,
    closed_by: null,
    ...differs,
  };
}

/** A reading at a minute past five. */
export function reading(minute: number, stage_m = 1): SeriesPoint {
  const t = new Date(Date.UTC(2026, 8, 1, 5, minute)).toISOString();
  return { t, min: stage_m, mean: stage_m, max: stage_m, n: 1 };
}
