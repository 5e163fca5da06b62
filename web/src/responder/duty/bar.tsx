// On every screen while somebody is on duty: that they are well, or that they leave. One tap each.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { ahead_ms, now_ms, ticks_ms } from "../clock";
import { left } from "../countdown";
import { Icon } from "../page/icons";
import { onDuty } from "../state";
import { T } from "../words/spoken";
import { sayOfAll } from "./saying";

const SHOWN_MS = 4000;

const soonest = (): number | null =>
  onDuty.value.reduce<number | null>((first, { standing: { due_ms } }) => {
    if (due_ms === null) return first;
    return first === null ? due_ms : Math.min(first, due_ms);
  }, null);

export function DutyBar() {
  const said_ms = useSignal(0);
  useEffect(() => {
    if (said_ms.value === 0) return;
    const timer = setTimeout(() => (said_ms.value = 0), SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [said_ms.value]);
  if (onDuty.value.length === 0) return null;
  const due_ms = soonest();
  const rest = due_ms === null ? null : left(due_ms, now_ms.value + ahead_ms.value);
  return (
    <div class="duty-bar" role="group">
      <button
        type="button"
        class="well"
        data-over={rest?.isOver === true}
        onClick={() => void sayOfAll("check_in").then(() => (said_ms.value = ticks_ms()))}
      >
        <Icon of="good" size={28} />
        <span>
          <T of="bar.well" />
          {rest !== null && <small aria-hidden="true">{rest.isOver ? `+${rest.text}` : rest.text}</small>}
        </span>
      </button>
      <button type="button" class="leave" onClick={() => void sayOfAll("withdraw")}>
        <Icon of="leave" size={28} />
        <span>
          <T of="bar.leave" />
        </span>
      </button>
      <p role="status" class="unseen">
        {said_ms.value > 0 && <T of="bar.said" />}
      </p>
    </div>
  );
}
