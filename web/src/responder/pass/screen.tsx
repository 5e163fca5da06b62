// The pass (従事証): who somebody is and what they may do, with a code that anybody can check.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { now_ms, ticks_ms } from "../clock";
import { left } from "../countdown";
import { learnCard } from "../feed/feed";
import { Icon } from "../page/icons";
import { Button } from "../page/parts";
import { Refused } from "../server";
import { card, isForbidden, me } from "../state";
import { areaNames } from "../words/areas";
import { clock, list, said, skillName, T } from "../words/spoken";
import { Squares } from "../../codes/squares";
import { endsAt_ms, isToRenew } from "./life";

const AGAIN_MS = 30_000;

/** Ask for a newer code when it is time, and again while that fails. */
function useRenewal(): void {
  useEffect(() => {
    const renew = () => {
      const held = card.peek();
      if (document.visibilityState !== "visible") return;
      if (held !== null && !isToRenew(endsAt_ms(held, ticks_ms()), ticks_ms())) return;
      learnCard().catch((error: unknown) => {
        if (error instanceof Refused && error.status === 403) card.value = null;
      });
    };
    renew();
    const timer = setInterval(renew, AGAIN_MS);
    document.addEventListener("visibilitychange", renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", renew);
    };
  }, []);
}

function Text({ code }: { code: string }) {
  const copied = useSignal(false);
  const copy = () => {
    navigator.clipboard.writeText(code).then(() => (copied.value = true), console.warn);
  };
  return (
    <details>
      <summary>
        <T of="pass.text" />
      </summary>
      <p class="code-text" translate={false}>
        {code}
      </p>
      <Button of="pass.copy" onClick={copy} />
      <p role="status">{copied.value && <T of="pass.copied" />}</p>
    </details>
  );
}

function Expired() {
  return (
    <div class="verdict" data-verdict="bad" role="alert">
      <Icon of="bad" size={96} />
      <p class="word">
        <T of="pass.expired" />
      </p>
      <p>
        <T of="pass.expired_do" />
      </p>
    </div>
  );
}

function Held() {
  const held = card.value;
  const own = me.value?.told;
  if (held === null) {
    return (
      <p role="status">
        <T of={isForbidden.value || own?.holds === null ? "pass.none" : "page.loading"} />
      </p>
    );
  }
  const rest = left(endsAt_ms(held, now_ms.value), now_ms.value);
  const { told } = held;
  return (
    <>
      <p class="who">{own?.name}</p>
      {own !== undefined && (
        <p>
          <T of={`category.${own.category}`} />
        </p>
      )}
      {rest.isOver ? (
        <Expired />
      ) : (
        <>
          <Squares code={told.code} label={said("pass.squares")} />
          <p class="rest">
            <T of="pass.rest" /> <span class="time">{rest.text}</span>
          </p>
        </>
      )}
      <dl>
        <div>
          <dt>
            <T of="pass.skills" />
          </dt>
          <dd>{list(told.skills.map(skillName))}</dd>
        </div>
        <div>
          <dt>
            <T of="pass.areas" />
          </dt>
          <dd>{told.area_ids.length === 0 ? <T of="pass.everywhere" /> : areaNames(told.area_ids)}</dd>
        </div>
        <div>
          <dt>
            <T of="pass.until" />
          </dt>
          <dd>{clock(told.valid_until)}</dd>
        </div>
      </dl>
      {!rest.isOver && <Text code={told.code} />}
    </>
  );
}

export default function Pass() {
  useRenewal();
  return (
    <>
      <section class="pass">
        <h1 tabIndex={-1}>
          <T of="pass.title" />
        </h1>
        <Held />
      </section>
      <p>
        <a class="big" href="#check">
          <T of="check.link" />
        </a>
      </p>
    </>
  );
}
