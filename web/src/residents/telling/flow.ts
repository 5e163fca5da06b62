// The way to being told by push, as states: explained first, asked by the browser second.
import type { Obstacle } from "./device";

export type Stage =
  /** Not known yet what this browser and this city have. */
  | { at: "looking" }
  /** Something has to be seen to first, or another way taken. */
  | { at: "blocked"; by: Obstacle }
  /** This city sends nothing by push. */
  | { at: "not_offered" }
  /** Explained; a button leads on. */
  | { at: "offered" }
  /** The browser's own question is open. */
  | { at: "asking" }
  | { at: "subscribing" }
  | { at: "on" }
  /** It was on until a moment ago, on this page. */
  | { at: "stopped" }
  | { at: "failed"; because: Failure };

/** Why it did not work this time, though it may the next. */
export type Failure =
  /** No network, or our server does not answer. */
  | "unreachable"
  /** The browser's own push service would not have it. */
  | "service"
  /** Our server would not have what is chosen: an area that is no more. */
  | "refused"
  /** The person closed the question without an answer. */
  | "dismissed"
  /** Neither an area nor a gauge is chosen. */
  | "nothing_chosen";

export type Event =
  | { saw: Obstacle | null; subscribed: boolean }
  | { pressed: "begin" }
  | { answered: NotificationPermission }
  | { ended: "on" | "not_offered" | Failure }
  | { pressed: "stop" };

/** Where an event leads. One that does not belong to a stage changes nothing: buttons are pressed twice. */
export function next(stage: Stage, event: Event): Stage {
  if ("saw" in event) {
    if (event.saw !== null) return { at: "blocked", by: event.saw };
    return event.subscribed ? { at: "on" } : { at: "offered" };
  }
  if ("answered" in event) return stage.at === "asking" ? answered(event.answered) : stage;
  if ("ended" in event) {
    if (event.ended === "on") return { at: "on" };
    return event.ended === "not_offered" ? { at: "not_offered" } : { at: "failed", because: event.ended };
  }
  if (event.pressed === "stop") return stage.at === "on" ? { at: "stopped" } : stage;
  return ["offered", "failed", "stopped"].includes(stage.at) ? { at: "asking" } : stage;
}

function answered(permission: NotificationPermission): Stage {
  if (permission === "granted") return { at: "subscribing" };
  if (permission === "denied") return { at: "blocked", by: "denied" };
  return { at: "failed", because: "dismissed" };
}
