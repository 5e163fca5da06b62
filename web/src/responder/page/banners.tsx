// What has to be known before anything else: a drill, no link, words that wait, a key that is no more.
import { ahead_ms, now_ms } from "../clock";
import { acts, duty, isForbidden, isUnknown, link, me, onDuty, reports } from "../state";
import { run, leaveRun } from "../server";
import { ago, said, T } from "../words/spoken";
import { forgetSelf } from "../feed/feed";
import { drop } from "../feed/outbox";
import type { Act } from "../kept";
import { Button } from "./parts";

export function Rehearsal() {
  if (run.value === "") return null;
  return (
    <div class="rehearsal" role="note">
      <p>
        <T of="exercise.banner" with={{ run: run.value }} />
      </p>
    </div>
  );
}

export const LeaveRun = () =>
  run.value === "" ? null : (
    <p>
      <Button of="exercise.leave" onClick={leaveRun} />
    </p>
  );

export function Behind() {
  const heard = duty.value ?? me.value;
  return (
    <div role="status">
      {link.value !== "good" && (
        <p class="behind">
          {heard === null ? <T of="offline.none" /> : <T of={`${link.value}.banner`} with={{ age: ago(heard.heard_ms) }} />}
        </p>
      )}
    </div>
  );
}

export const Stranger = () =>
  isUnknown.value ? (
    <section role="alert" class="unwell">
      <p>
        <T of="unknown.words" />
      </p>
      <Button of="unknown.again" onClick={() => void forgetSelf()} />
    </section>
  ) : null;

export const Forbidden = () =>
  isForbidden.value && !isUnknown.value && onDuty.value.length > 0 ? (
    <p class="behind" role="alert">
      <T of="forbidden.words" />
    </p>
  ) : null;

const named = ({ kind, what }: Act): string => said(`${kind}.${what}`);

const SHOWN_AFTER_MS = 2500;

/** What goes out at once is not worth a word that pushes the screen about. */
const isStuck = ({ at }: Act): boolean =>
  link.value !== "good" || now_ms.value + ahead_ms.value - Date.parse(at) > SHOWN_AFTER_MS;

/** What was done here and has not reached headquarters; what was refused, with its reason. */
export function Unsent() {
  const all = [...acts.value, ...reports.value];
  const waits = all.filter((act) => act.refusal === null && isStuck(act));
  const refused = all.filter(({ refusal }) => refusal !== null);
  return (
    <div role="status">
      {waits.length > 0 && (
        <p class="behind unsent">
          <T of="unsent.waits" with={{ n: waits.length }} /> {waits.map(named).join(said("list.comma"))}
        </p>
      )}
      {refused.map((act) => (
        <div key={act.key} class="behind">
          <p>
            <T of="unsent.refused" with={{ what: named(act) }} />
          </p>
          <p class="quiet" lang="en">
            {act.refusal?.message}
          </p>
          <Button of="unsent.drop" onClick={() => void drop(act)} />
        </div>
      ))}
    </div>
  );
}
