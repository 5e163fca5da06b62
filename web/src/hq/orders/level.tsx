// An alert level (警戒レベル) as it is drawn: the official colour, its digit and its order's name.
import { PAINT } from "../../rivers/levels";
import { words } from "../../words/language";
import { run, runName } from "../state";
import type { OrderLevel } from "./levels";

export function OrderLevelMark({ level }: { level: OrderLevel }) {
  const { alertLevel, levels } = words.value.orders;
  const { fill, text } = PAINT[level];
  return (
    <span class="order-level" style={{ background: fill, color: text }}>
      <small>{alertLevel}</small>
      <b>{level}</b>
      <span>{levels[level]}</span>
    </span>
  );
}

/** What a rehearsal's orders and acts begin with; "" in earnest. */
export function drillTag(): string {
  if (runName.value === "") return "";
  return `【${words.value.runs[run.value?.status === "exercise" ? "exercise" : "test"]}】`;
}

export function DrillTag() {
  const tag = drillTag();
  return tag === "" ? null : <b class="drill-tag">{tag}</b>;
}
