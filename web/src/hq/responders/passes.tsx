// Passes: for what, where and until when; given, and withdrawn with a reason.
import { useSignal } from "@preact/signals";

import { useActing } from "../acting";
import { may } from "../state";
import { givePass, withdrawPass } from "./calls";
import type { Pass, Skill } from "./contracts";
import { passStand } from "./facts";
import { Refusal, Text, Ticks, Typed } from "./fields";
import type { PartProps } from "./person";
import { said } from "./said";
import { areaName, areaStock } from "./stocks";
import { planned, readTime, typedTime } from "./when";

const FIRST_MS = 24 * 3_600_000;

function Give({ one, done }: PartProps) {
  const words = said.value;
  const can: Skill[] = ["general", ...one.skills.filter((each) => each.checked_by !== null && each.skill !== "general").map(({ skill }) => skill)];
  const skills = useSignal<ReadonlySet<Skill>>(new Set(can));
  const areas = useSignal<ReadonlySet<string>>(new Set());
  const until = useSignal(typedTime(Date.now() + FIRST_MS));
  const { busy, refused, act } = useActing();
  const ends = readTime(until.value);
  const isWhole = skills.value.size > 0 && ends !== null && Date.parse(ends) > Date.now();
  const give = () =>
    act(async () => {
      await givePass(one.responder_id, {
        skills: [...skills.value],
        area_ids: [...areas.value],
        valid_from: null,
        valid_until: ends ?? "",
      });
      await done();
    });
  return (
    <details class="write-in" open={one.reasons.includes("no_pass") && one.covers.length > 0}>
      <summary>{words.addPass}</summary>
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) void give();
        }}
      >
        <Ticks label={words.passSkills} of={can.map((skill) => [skill, words.skills[skill]] as const)} ticked={skills} />
        <Ticks
          label={words.passAreas}
          of={(areaStock.held.value ?? []).map(({ area_id, name }) => [area_id, name] as const)}
          ticked={areas}
        />
        <Typed id="pass-until" label={words.until} type="datetime-local" text={until} />
        <p class="quiet wide">{words.passLead}</p>
        <button type="submit" class="strong" disabled={busy || !isWhole}>
          {words.givePass}
        </button>
        <Refusal text={refused} />
      </form>
    </details>
  );
}

function Withdraw({ pass, done }: { pass: Pass; done: () => Promise<void> }) {
  const words = said.value;
  const reason = useSignal("");
  const { busy, refused, act } = useActing();
  return (
    <details class="write-in">
      <summary>{words.withdrawPass}</summary>
      <p class="quiet">{words.withdrawPassLead}</p>
      <div class="check">
        <Text id={`pass-reason-${pass.pass_id}`} label={words.reason} text={reason} longest={500} />
        <button
          type="button"
          class="danger-line"
          disabled={busy || reason.value.trim() === ""}
          onClick={() =>
            void act(async () => {
              await withdrawPass(pass.pass_id, reason.value.trim());
              await done();
            })
          }
        >
          {words.withdrawPass}
        </button>
        <Refusal text={refused} />
      </div>
    </details>
  );
}

function Row({ pass, done }: { pass: Pass; done: () => Promise<void> }) {
  const words = said.value;
  const stand = passStand(pass, Date.now());
  const where = pass.area_ids.length === 0 ? words.passWholeCity : pass.area_ids.map(areaName).join("・");
  return (
    <li data-pass={pass.pass_id} data-stand={stand}>
      <b class={stand === "valid" ? "good" : ""}>{words.passStates[stand]}</b>{" "}
      {pass.skills.map((skill) => words.skills[skill as Skill]).join("・")}／{where}／
      {planned(pass.valid_from, Date.now())} – {planned(pass.valid_until, Date.now())}{" "}
      <small class="quiet">
        {pass.issued_by} {pass.withdrawn_because !== null && `→ ${pass.withdrawn_by ?? ""} ${pass.withdrawn_because}`}
      </small>
      {may("enrol") && (stand === "valid" || stand === "future") && <Withdraw pass={pass} done={done} />}
    </li>
  );
}

export function Passes({ one, done }: PartProps) {
  const words = said.value;
  return (
    <section class="part">
      <h4>{words.passes}</h4>
      {one.passes.length === 0 && <p class="wrong">{words.noPasses}</p>}
      <ul class="plain-list">
        {one.passes.map((each) => (
          <Row key={each.pass_id} pass={each} done={done} />
        ))}
      </ul>
      {may("enrol") && one.state === "approved" && (
        <Give key={`${one.passes.length}/${one.covers.length}/${one.skills.filter((each) => each.checked_by !== null).length}`} one={one} done={done} />
      )}
    </section>
  );
}
