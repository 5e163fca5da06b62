// The form by which people are called out: for what, how many, where, from when until when.
import { useSignal } from "@preact/signals";

import { useActing } from "../acting";
import { isStale, liveNow_ms, runName } from "../state";
import { callOut } from "./calls";
import { SKILLS, type Skill } from "./contracts";
import { NotNow, Pick, Refusal, Text, Typed } from "./fields";
import { said } from "./said";
import { calloutStock, loadAnew } from "./stocks";
import { mayLast, nextQuarter, readTime, typedTime } from "./when";
import { useWhere, WhereFields } from "./where";
import { drillTag } from "../orders/level";

const HOUR_MS = 3_600_000;
const LASTS_MS = 4 * HOUR_MS;

export function CallOut({ onClose }: { onClose: () => void }) {
  const words = said.value;
  const first_ms = nextQuarter(liveNow_ms.peek() + HOUR_MS / 2);
  const [what, skill, count] = [useSignal(""), useSignal("general"), useSignal("5")];
  const [from, until] = [useSignal(typedTime(first_ms)), useSignal(typedTime(first_ms + LASTS_MS))];
  const where = useWhere();
  const { busy, refused, act } = useActing();
  const [begins, ends] = [readTime(from.value), readTime(until.value)];
  const needed = Number(count.value);
  const inTime = mayLast(begins, ends, liveNow_ms.value);
  const at = where.at.value;
  const isWhole =
    what.value.trim() !== "" && where.name.value.trim() !== "" && at !== null &&
    Number.isInteger(needed) && needed >= 1 && needed <= 500 && inTime;
  const open = () =>
    act(async () => {
      if (at === null) return;
      await callOut(runName.value, {
        what: what.value.trim(),
        skill: skill.value as Skill,
        needed,
        place: where.name.value.trim(),
        lat: at[1],
        lon: at[0],
        starts_at: begins ?? "",
        ends_at: ends ?? "",
      });
      onClose();
      await loadAnew(calloutStock);
    });
  return (
    <form
      class="write"
      aria-label={words.newCallout}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !isStale.value) void open();
      }}
    >
      <h3 class="wide">
        {drillTag()}
        {words.newCallout}
      </h3>
      <Text id="callout-what" label={words.what} text={what} hint={words.whatHint} wide />
      <Pick id="callout-skill" label={words.skill} chosen={skill} of={SKILLS.map((each) => [each, words.skills[each]])} />
      <Typed id="callout-count" label={words.count} type="number" text={count} min={1} max={500} />
      <WhereFields id="callout" where={where} />
      <Typed id="callout-from" label={words.begins} type="datetime-local" text={from} />
      <Typed id="callout-until" label={words.ends} type="datetime-local" text={until} />
      {!inTime && (
        <p class="wrong wide" role="alert">
          {words.badTimes}
        </p>
      )}
      <p class="quiet wide">{words.sendLead}</p>
      <NotNow />
      <p class="buttons wide">
        <button type="submit" class="strong" disabled={busy || isStale.value || !isWhole}>
          {drillTag()}
          {words.send}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </p>
      <Refusal text={refused} />
    </form>
  );
}
