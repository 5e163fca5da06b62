// Somebody has to leave, or leaves: nothing else is on the screen until they are at a safe place.
import { useEffect, useRef } from "preact/hooks";

import { Unsent } from "../page/banners";
import { Icon } from "../page/icons";
import { withdrawal } from "../state";
import { clock, T } from "../words/spoken";
import { saySafe } from "./saying";

const PULSE_MS = [400, 150, 400, 150, 800];

export function Withdrawal() {
  const heading = useRef<HTMLHeadingElement>(null);
  const found = withdrawal.value;
  const id = found?.order?.withdraw_id ?? 0;
  useEffect(() => {
    heading.current?.focus();
    if ("vibrate" in navigator) navigator.vibrate(PULSE_MS);
  }, [id]);
  if (found === null) return null;
  const { why, order } = found;
  return (
    <section class="withdrawal" data-why={why} role="alertdialog" aria-modal="true" aria-labelledby="withdrawal-title">
      <Icon of="leave" size={112} />
      <h1 id="withdrawal-title" ref={heading} tabIndex={-1}>
        <T of={why === "own" ? "withdraw.own" : "withdraw.ordered"} />
      </h1>
      <p class="do">
        <T of="withdraw.do" />
      </p>
      {(why === "block" || why === "revoke") && (
        <p class="why">
          <T of={`withdraw.${why}`} />
        </p>
      )}
      {order !== null && (
        <p class="why">
          {order.reason}
          <span class="at">
            <T of="withdraw.at" with={{ time: clock(order.ordered_at) }} />
          </span>
        </p>
      )}
      <button type="button" class="safe" onClick={() => void saySafe()}>
        <Icon of="good" size={36} />
        <span>
          <T of="withdraw.safe" />
        </span>
      </button>
      <p>
        <T of="withdraw.help" />
      </p>
      <Unsent />
    </section>
  );
}
