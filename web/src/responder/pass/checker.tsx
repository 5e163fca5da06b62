// Whether somebody's pass is good: looked at here, without a network too.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { ticks_ms } from "../clock";
import { learnAreas, learnKeys } from "../feed/feed";
import { Icon, type IconName } from "../page/icons";
import { Button, Field, Trouble } from "../page/parts";
import { key } from "../server";
import { areas, keys } from "../state";
import { areaNames } from "../words/areas";
import { ago, clock, list, skillName, T } from "../words/spoken";
import { scan } from "./scan";
import { type Claims, verify, type Verdict } from "./verify";

type Shown = Verdict | { is: "no_keys" };

const LOOKS: Record<Shown["is"], { as: "good" | "bad" | "unsure"; icon: IconName }> = {
  good: { as: "good", icon: "good" },
  expired: { as: "bad", icon: "bad" },
  forged: { as: "bad", icon: "bad" },
  no_code: { as: "bad", icon: "bad" },
  not_yet: { as: "unsure", icon: "unsure" },
  unknown_key: { as: "bad", icon: "bad" },
  no_keys: { as: "unsure", icon: "unsure" },
};

const at = (seconds: number): string => clock(new Date(seconds * 1000).toISOString());

const Said = ({ claims }: { claims: Claims }) => (
  <dl>
    <div>
      <dt>
        <T of="check.name" />
      </dt>
      <dd class="who">{claims.name}</dd>
    </div>
    <div>
      <dt>
        <T of="check.category" />
      </dt>
      <dd>
        <T of={`category.${claims.category}`} />
      </dd>
    </div>
    <div>
      <dt>
        <T of="pass.skills" />
      </dt>
      <dd>{list(claims.skills.map(skillName))}</dd>
    </div>
    <div>
      <dt>
        <T of="pass.areas" />
      </dt>
      <dd>{claims.area_ids.length === 0 ? <T of="pass.everywhere" /> : areaNames(claims.area_ids)}</dd>
    </div>
    <div>
      <dt>
        <T of="check.code_until" />
      </dt>
      <dd>{at(claims.exp)}</dd>
    </div>
  </dl>
);

function Result({ shown }: { shown: Shown }) {
  const { as, icon } = LOOKS[shown.is];
  return (
    <div class="verdict" data-verdict={as} data-is={shown.is}>
      <Icon of={icon} size={96} />
      <p class="word">
        <T of={`check.${shown.is}`} />
      </p>
      <p>
        <T of={`check.${shown.is}.do`} />
      </p>
      {"claims" in shown && <Said claims={shown.claims} />}
    </div>
  );
}

function Camera({ found }: { found: (code: string) => void }) {
  const stage = useSignal<"off" | "on" | "failed">("off");
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (stage.value !== "on" || video.current === null) return;
    let end: (() => void) | undefined;
    let isOver = false;
    scan(video.current, (code) => {
      stage.value = "off";
      found(code);
    }).then(
      (ended) => {
        end = ended;
        if (isOver) ended();
      },
      () => (stage.value = "failed"),
    );
    return () => {
      isOver = true;
      end?.();
    };
  }, [stage.value]);
  if (stage.value === "on") {
    return (
      <>
        <video ref={video} class="camera" muted playsInline />
        <Button of="check.stop" onClick={() => (stage.value = "off")} />
      </>
    );
  }
  return (
    <>
      <Button of="check.scan" strong onClick={() => (stage.value = "on")} />
      <Trouble>{stage.value === "failed" && <T of="check.no_camera" />}</Trouble>
    </>
  );
}

export default function Checker() {
  const typed = useSignal("");
  const shown = useSignal<Shown | null>(null);
  useEffect(() => {
    learnKeys().catch(() => undefined); // without a network, those that are kept
    if (areas.peek().length === 0) learnAreas().catch(() => undefined);
  }, []);
  const check = (code: string) => {
    const known = keys.peek()?.told;
    if (known === undefined || known.length === 0) shown.value = { is: "no_keys" };
    else void verify(code, known, ticks_ms()).then((verdict) => (shown.value = verdict));
  };
  return (
    <section class="check">
      <h1 tabIndex={-1}>
        <T of="check.title" />
      </h1>
      <div role="status" aria-live="assertive">
        {shown.value !== null && <Result shown={shown.value} />}
      </div>
      <Camera found={check} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          check(typed.peek());
        }}
      >
        <Field of="check.paste">
          <textarea
            rows={3}
            autocomplete="off"
            spellcheck={false}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </Field>
        <button type="submit" class="big">
          <T of="check.check" />
        </button>
      </form>
      <p class="quiet">
        {keys.value === null ? <T of="check.keys_none" /> : <T of="check.keys_from" with={{ age: ago(keys.value.heard_ms) }} />}
      </p>
      <p class="quiet">
        <T of="check.withdrawn" />
      </p>
      <a class="big" href={key.value === null ? "#register" : "#pass"}>
        <T of="page.back" />
      </a>
    </section>
  );
}
