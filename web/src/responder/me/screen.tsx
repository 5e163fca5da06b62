// How somebody stands: what is missing before a task in the field, what they can do, what covers them.
import { useSignal } from "@preact/signals";

import { forgetSelf } from "../feed/feed";
import { Button, Trouble } from "../page/parts";
import { Icon } from "../page/icons";
import type { Own, Reason } from "../contracts";
import { ask } from "../server";
import { isForbidden, me, onDuty } from "../state";
import { clock, skillName, T } from "../words/spoken";
import { LeaveRun } from "../page/banners";

const Missing = ({ reason }: { reason: Reason }) => (
  <li class="missing">
    <Icon of={reason === "no_briefing" ? "unsure" : "bad"} size={28} />
    <div>
      <strong>
        <T of={`reason.${reason}`} />
      </strong>
      <p>
        <T of={`reason.${reason}.do`} />
      </p>
      {reason === "no_briefing" && (
        <a class="big strong" href="#briefing">
          <T of="briefing.read" />
        </a>
      )}
    </div>
  </li>
);

const Standing = ({ own }: { own: Own }) => (
  <section class="standing" data-fit={own.reasons.length === 0}>
    <h1 tabIndex={-1}>
      <T of="me.title" />
    </h1>
    <p class="who">{own.name}</p>
    <p class="state">
      <T of={`state.${own.state}`} />
    </p>
    {own.reasons.length === 0 ? (
      <p class="fit">
        <Icon of="good" size={32} /> <T of="me.fit" />
      </p>
    ) : (
      <>
        <h2>
          <T of="me.missing" with={{ n: own.reasons.length }} />
        </h2>
        <ul>
          {own.reasons.map((reason) => (
            <Missing key={reason} reason={reason} />
          ))}
        </ul>
      </>
    )}
  </section>
);

const Skills = ({ own }: { own: Own }) => (
  <section>
    <h2>
      <T of="me.skills" />
    </h2>
    <ul class="skills">
      {own.skills.map(({ skill, checked }) => (
        <li key={skill} data-checked={checked || skill === "general"}>
          {skillName(skill)}
          {skill !== "general" && (
            <span class="quiet">
              <T of={checked ? "me.checked" : "me.unchecked"} />
            </span>
          )}
        </li>
      ))}
    </ul>
  </section>
);

const Cover = ({ own }: { own: Own }) => (
  <section>
    <h2>
      <T of="me.cover" />
    </h2>
    <p>
      <strong>
        <T of={`category.${own.category}`} />
      </strong>
    </p>
    <dl>
      <div>
        <dt>
          <T of="me.law" />
        </dt>
        <dd lang="ja">{own.law}</dd>
      </div>
      <div>
        <dt>
          <T of="me.covered_by" />
        </dt>
        <dd>
          <span lang="ja">{own.cover}</span>
          <br />
          <T of={own.covered ? "me.covered" : "me.not_covered"} />
        </dd>
      </div>
      {own.holds !== null && (
        <div>
          <dt>
            <T of="me.pass_until" />
          </dt>
          <dd>{clock(own.holds.valid_until)}</dd>
        </div>
      )}
    </dl>
  </section>
);

function Leave() {
  const stage = useSignal<"no" | "sure" | "failed">("no");
  const leave = () => {
    ask("DELETE", "/responders/me").then(forgetSelf, () => {
      stage.value = "failed";
    });
  };
  return (
    <section>
      <h2>
        <T of="leave.title" />
      </h2>
      <p>
        <T of="leave.words" />
      </p>
      {stage.value === "no" ? (
        <Button
          of="leave.begin"
          disabled={onDuty.value.length > 0}
          onClick={() => {
            stage.value = "sure";
          }}
        />
      ) : (
        <>
          <Button of="leave.sure" strong onClick={leave} />
          <Button
            of="leave.stay"
            onClick={() => {
              stage.value = "no";
            }}
          />
        </>
      )}
      <Trouble>{stage.value === "failed" && <T of="leave.failed" />}</Trouble>
    </section>
  );
}

export default function Me() {
  const own = me.value?.told;
  if (own === undefined) {
    return (
      <section>
        <h1 tabIndex={-1}>
          <T of="me.title" />
        </h1>
        <p role="status">
          <T of={isForbidden.value ? "forbidden.words" : "page.loading"} />
        </p>
      </section>
    );
  }
  return (
    <>
      <Standing own={own} />
      <Skills own={own} />
      <Cover own={own} />
      {own.briefing.acknowledged && (
        <p>
          <a class="big" href="#briefing">
            <T of="briefing.again" />
          </a>
        </p>
      )}
      <LeaveRun />
      <Leave />
    </>
  );
}
