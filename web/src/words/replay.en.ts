// Looking back along the time line, in English.
import type { replayJa } from "./replay.ja";

export const replayEn: typeof replayJa = {
  title: "Looking back",
  asOf: (time) => `as of ${time}`,
  explained: "Only what was known by this time is shown. This is not how things are now, and nothing can be done here.",
  loading: "Loading…",
  backToNow: "Back to now",
  line: "Time line",
  moment: "Time on show",
  now: "Now",
  liveAt: (time) => `Now ${time}`,
  step: (minutes) => `${minutes < 0 ? "−" : "+"}${Math.abs(minutes)} min`,
  stepLabel: (minutes) => `${Math.abs(minutes)} minutes ${minutes < 0 ? "back" : "on"}`,
  earlier: "Event before",
  later: "Event after",
  play: "Play",
  pause: "Pause",
  speed: "Speed",
  marks: {
    raise: "alert raised",
    escalate: "level up",
    ease: "level down",
    clear: "alert over",
    release: "order released",
    lift: "order lifted",
    retract: "order retracted",
  },
  keys: "Arrow keys: ← → a minute, ↑ ↓ ten minutes",
  notHere: "This view shows the present alone; it can't look back.",
  noActing: "Nothing can be done while looking back: return to now first.",
};
