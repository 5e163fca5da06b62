// An order that was released: what is still to be done by hand, whom it reached, and how it ends.
import { useSignal } from "@preact/signals";

import type { Order } from "../../api/shapes";
import { clockTime } from "../../words/formats";
import { words } from "../../words/language";
import { MessageFunnel } from "../messages/funnel";
import { may } from "../state";
import { tellings } from "./facts";
import { HandOffs } from "./hand_offs";
import { Lifting } from "./lifting";
import { Report } from "./report";
import { Retraction } from "./retraction";

function Endings({ order }: { order: Order }) {
  const said = words.value.orders;
  const open = useSignal<"lift" | "retract" | null>(null);
  const close = () => {
    open.value = null;
  };
  if (open.value === "lift") return <Lifting order={order} onClose={close} />;
  if (open.value === "retract") return <Retraction order={order} onClose={close} />;
  return (
    <section class="release" aria-label={said.endings}>
      <p class="buttons">
        {(["lift", "retract"] as const).map((each) => (
          <button
            key={each}
            type="button"
            onClick={() => {
              open.value = each;
            }}
          >
            {said[each]}…
          </button>
        ))}
      </p>
    </section>
  );
}

export function Standing({ order }: { order: Order }) {
  const said = words.value.orders;
  const mayAct = may("report");
  return (
    <>
      {order.state !== "withdrawn" && <Report order={order} mayReport={mayAct} />}
      {tellings(order).map((step) => (
        <section key={step.message_id} class="telling" data-telling={step.step}>
          <h3>
            {said.steps[step.step]} {clockTime(step.at)}
          </h3>
          <HandOffs order={order} messageId={step.message_id} mayTick={mayAct} />
          <MessageFunnel messageId={step.message_id} />
        </section>
      ))}
      {may("release") && order.state === "released" && <Endings order={order} />}
    </>
  );
}
