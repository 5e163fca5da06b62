// Says aloud, to whoever listens to the page, what has changed: an order to leave interrupts.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";

import type { Verdict } from "../verdict/choose";
import { headline } from "../verdict/headline";
import { verdict } from "../verdict/state";
import { plain } from "../words/ruby";
import { say } from "../words/spoken";

const URGENT = 4;

const what = ({ ground, level, orders }: Verdict) =>
  `${ground} ${level} ${orders.map(({ order_id }) => order_id).join()}`;

function spoken(found: Verdict): string {
  const todo = found.ground === "order" ? say(`do.order_${found.level}`) : "";
  return plain(`${headline(found)} ${todo}`);
}

export function Announcer() {
  const polite = useSignal("");
  const assertive = useSignal("");
  const before = useRef<string | null>(null);
  useSignalEffect(() => {
    const found = verdict.value;
    if (found === null) return;
    const is = what(found);
    if (before.current !== null && before.current !== is) {
      const urgent = found.ground === "order" && found.level >= URGENT;
      (urgent ? assertive : polite).value = spoken(found);
      (urgent ? polite : assertive).value = "";
    }
    before.current = is;
  });
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div class="unseen" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}
