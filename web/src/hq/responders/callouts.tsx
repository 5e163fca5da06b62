// Call-outs: one is opened, and how it goes is counted while answers come in.
import { useSignal } from "@preact/signals";

import { may } from "../state";
import { CalloutCard } from "./callout";
import { CallOut } from "./call_out";
import { Loading } from "./loading";
import { said } from "./said";
import { calloutStock } from "./stocks";
import { Tick } from "./tick";

export function Callouts() {
  const words = said.value;
  const withClosed = useSignal(false);
  const composing = useSignal(false);
  const held = calloutStock.held.value;
  if (held === null) return <Loading stock={calloutStock} />;
  const shown = held.filter(({ closed_at }) => withClosed.value || closed_at === null);
  return (
    <>
      {may("call_out") &&
        (composing.value ? (
          <CallOut
            onClose={() => {
              composing.value = false;
            }}
          />
        ) : (
          <button
            type="button"
            class="strong compose"
            onClick={() => {
              composing.value = true;
            }}
          >
            {words.newCallout}
          </button>
        ))}
      <Tick label={words.withClosed} ticked={withClosed} />
      {shown.length === 0 && <p class="empty">{words.noCallouts}</p>}
      <ul class="cards">
        {shown.map((each) => (
          <CalloutCard key={each.callout_id} callout={each} />
        ))}
      </ul>
    </>
  );
}
