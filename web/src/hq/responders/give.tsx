// The form by which a task is given: to whom, what, where; what speaks against it is shown before.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { useActing } from "../acting";
import { drillTag } from "../orders/level";
import { isStale, runName } from "../state";
import { checkInterlock, getCallout, getResponder, giveTask } from "./calls";
import { candidatesOf } from "./candidates";
import { SKILLS, type CalloutWhole, type Interlock, type ResponderWhole, type Skill } from "./contracts";
import { reasonsAgainst } from "./facts";
import { NotNow, Pick, Refusal, Text, Typed } from "./fields";
import { InterlockAnswer } from "./interlock";
import { Missing } from "./missing";
import { typedPlace } from "./place";
import { said } from "./said";
import { calloutStock, changes, loadAnew, peopleStock, taskStock } from "./stocks";
import { useWhere, WhereFields } from "./where";

const OFTEN = "30";

export function Give({ onClose }: { onClose: () => void }) {
  const words = said.value;
  const [callout, responder, skill] = [useSignal(""), useSignal(""), useSignal("general")];
  const [what, instructions, every] = [useSignal(""), useSignal(""), useSignal(OFTEN)];
  const whole = useSignal<CalloutWhole | null>(null);
  const who = useSignal<ResponderWhole | null>(null);
  const lock = useSignal<Interlock | null>(null);
  const where = useWhere();
  const { busy, refused, act } = useActing();
  const asking = useActing(); // what is read beside: it never holds up who presses a button
  const at = where.at.value;

  useEffect(() => {
    const id = callout.value;
    if (id === "") whole.value = null;
    else
      void asking.act(async () => {
        const found = await getCallout(runName.value, Number(id));
        if (callout.value !== id) return;
        whole.value = found;
      });
  }, [callout.value, changes.value]);
  useEffect(() => {
    const id = responder.value;
    if (String(who.value?.responder_id ?? "") !== id) who.value = null;
    if (id === "") return;
    void asking.act(async () => {
      const found = await getResponder(Number(id));
      if (responder.value === id) who.value = found;
    });
  }, [responder.value, changes.value]);
  const look = () =>
    asking.act(async () => {
      if (at === null) return;
      const found = await checkInterlock(runName.value, { lat: at[1], lon: at[0], route: [] });
      const still = where.at.value;
      if (still?.[0] === at[0] && still[1] === at[1]) lock.value = found;
    });
  useEffect(() => {
    lock.value = null;
  }, [at?.[0], at?.[1]]);
  useEffect(() => {
    if (at !== null) void look();
  }, [at?.[0], at?.[1], changes.value]);

  const fillFrom = (id: string) => {
    const found = calloutStock.held.value?.find(({ callout_id }) => String(callout_id) === id);
    responder.value = "";
    if (found === undefined) return;
    skill.value = found.skill;
    if (what.value === "") what.value = found.what;
    where.name.value = found.place;
    where.typed.value = typedPlace([found.lon, found.lat]);
  };
  const areaIds = lock.value?.findings.map(({ area_id }) => area_id).filter((id) => id !== "") ?? [];
  const against = who.value === null ? null : reasonsAgainst(who.value, skill.value as Skill, areaIds, Date.now());
  const minutes = Number(every.value);
  const isWhole =
    against?.length === 0 && lock.value?.passable === true && at !== null && what.value.trim() !== "" &&
    where.name.value.trim() !== "" && Number.isInteger(minutes) && minutes >= 5 && minutes <= 240;
  const give = () =>
    act(async () => {
      if (at === null) return;
      await giveTask(runName.value, {
        responder_id: Number(responder.value),
        what: what.value.trim(),
        instructions: instructions.value.trim(),
        skill: skill.value as Skill,
        place: where.name.value.trim(),
        lat: at[1],
        lon: at[0],
        route: [],
        check_in_minutes: minutes,
        callout_id: callout.value === "" ? null : Number(callout.value),
      });
      onClose();
      await loadAnew(taskStock);
    });
  const candidates = candidatesOf(peopleStock.held.value ?? [], taskStock.held.value ?? [], whole.value);
  return (
    <form
      class="write"
      aria-label={words.newTask}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !isStale.value) void give();
      }}
    >
      <h3 class="wide">
        {drillTag()}
        {words.newTask}
      </h3>
      <Pick
        id="task-callout"
        label={words.fromCallout}
        chosen={callout}
        of={[
          ["", words.noCallout],
          ...(calloutStock.held.value ?? []).map((each): [string, string] => [String(each.callout_id), `${each.what}（${each.place}）`]),
        ]}
        onPick={fillFrom}
      />
      <Pick id="task-skill" label={words.skill} chosen={skill} of={SKILLS.map((each) => [each, words.skills[each]])} />
      <Pick
        id="task-responder"
        label={callout.value === "" ? words.responder : words.comingFirst}
        chosen={responder}
        of={[
          ["", words.chooseResponder],
          ...candidates.map((each): [string, string] => [
            String(each.responder_id),
            [each.name ?? "", words.number(each.responder_id), each.isFit ? "" : `✕ ${words.against}`, each.isBusy ? words.busy : ""]
              .filter((part) => part !== "")
              .join(" "),
          ]),
        ]}
        wide
      />
      {against !== null && (
        <div class="wide" role="status" data-against={against.length}>
          {against.length > 0 && <b class="wrong">{words.against}: </b>}
          <Missing reasons={against} />
        </div>
      )}
      <Text id="task-what" label={words.what} text={what} wide />
      <Text id="task-instructions" label={words.instructions} text={instructions} longest={1000} rows={2} wide />
      <WhereFields id="task" where={where} />
      {lock.value !== null && (
        <InterlockAnswer
          found={lock.value}
          onOverride={() => void look()}
        />
      )}
      <Typed id="task-every" label={words.checkEvery} type="number" text={every} min={5} max={240} />
      <p class="quiet wide">{words.giveLead}</p>
      <NotNow />
      <p class="buttons wide">
        <button type="submit" class="strong" disabled={busy || isStale.value || !isWhole}>
          {drillTag()}
          {words.give}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </p>
      <Refusal text={refused ?? asking.refused} />
    </form>
  );
}
