// What somebody says that they can do, and who of the city saw what shows it.
import { useSignal } from "@preact/signals";

import { dayTime } from "../../words/formats";
import { useActing } from "../acting";
import { may } from "../state";
import { checkSkill } from "./calls";
import type { ResponderWhole } from "./contracts";
import { Refusal, Text } from "./fields";
import type { PartProps } from "./person";
import { said } from "./said";

function Check({ one, of, done }: PartProps & { of: ResponderWhole["skills"][number] }) {
  const words = said.value;
  const seen = useSignal(of.certificate);
  const { busy, refused, act } = useActing();
  return (
    <div class="check">
      <Text id={`certificate-${of.skill}`} label={words.certificate} text={seen} />
      <button
        type="button"
        class="strong"
        disabled={busy || (of.skill !== "general" && seen.value.trim() === "")}
        onClick={() =>
          void act(async () => {
            await checkSkill(one.responder_id, of.skill, seen.value.trim());
            await done();
          })
        }
      >
        {words.check}
      </button>
      <Refusal text={refused} />
    </div>
  );
}

export function Skills({ one, done }: PartProps) {
  const words = said.value;
  const mayCheck = may("enrol") && one.state !== "erased" && one.state !== "left";
  return (
    <section class="part">
      <h4>{words.skillsOf}</h4>
      {one.skills.length === 0 && <p class="quiet">{words.noSkills}</p>}
      <ul class="plain-list">
        {one.skills.map((each) => (
          <li key={each.skill} data-skill={each.skill} data-checked={each.checked_by !== null}>
            <b>{words.skills[each.skill]}</b>{" "}
            {each.checked_by === null || each.checked_at === null ? (
              <span class="wrong">{words.notChecked}</span>
            ) : (
              <span class="good">{words.checkedBy(each.checked_by, dayTime(each.checked_at, Date.now()))}</span>
            )}{" "}
            {(each.checked_by !== null || !mayCheck) && <span class="quiet" lang="ja">{each.certificate}</span>}
            {mayCheck && each.checked_by === null && <Check one={one} of={each} done={done} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
