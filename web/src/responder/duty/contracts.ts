// What a responder is told of tasks, by the run's clock.
import type { Skill, Step } from "../contracts";

export interface Gauge {
  station_id: string;
  name: string;
  level: number | null;
  freshness: string | null;
  observed_at: string | null;
}

/** What the interlock says of a district; an empty `area_id`: outside every district. */
export interface Finding {
  area_id: string;
  name: string;
  verdict: "clear" | "blocked" | "unknown" | "overridden";
  gauges: Gauge[];
  text: string;
}

/** Whether a task may go there. */
export interface Interlock {
  passable: boolean;
  findings: Finding[];
}

export interface Task {
  task_id: number;
  callout_id: number | null;
  responder_id: number;
  what: string;
  instructions: string;
  skill: Skill;
  place: string;
  lat: number;
  lon: number;
  route: unknown;
  area_ids: string[];
  check_in_minutes: number;
  given_by: string;
  given_at: string;
  is_open: boolean;
  /** They set out. */
  is_out: boolean;
  /** What happened last, check-ins apart. */
  step: Step | null;
  step_at: string | null;
  heard_at: string;
  /** When they have to be heard of again. */
  due_at: string;
  interlock: Interlock;
}

/** Everybody inside is to leave, and this one has not said yet that they are safe. */
export interface WithdrawOrder {
  withdraw_id: number;
  reason: string;
  ordered_at: string;
}

export interface TasksTold {
  now: string;
  valid_until: string;
  withdraw: WithdrawOrder | null;
  tasks: Task[];
}
