// What a person hands to radio, area mail and L-Alert, and who did: these reach a whole town.
import { tickHandOff } from "../../api/client";
import type { Order } from "../../api/shapes";
import { clockTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Tick } from "../tick";
import { takeOrder } from "./state";

type Given = Order["hand_offs"][number];

interface Shown {
  order: Order;
  handOff: Given;
  mayTick: boolean;
}

function HandOff({ order, handOff, mayTick }: Shown) {
  const said = words.value.orders;
  const { busy, refused, act } = useActing();
  const tick = () =>
    act(async () => {
      takeOrder(await tickHandOff(order.order_id, handOff.hand_off_id));
    });
  return (
    <li class="hand-off" data-way={handOff.way}>
      <details>
        <summary>
          <b>{said.ways[handOff.way]}</b>
        </summary>
        <pre lang="ja">{[handOff.title, handOff.body].filter((part) => part !== "").join("\n")}</pre>
      </details>
      {handOff.ticked_at === null ? (
        mayTick && (
          <button type="button" disabled={busy} onClick={() => void tick()}>
            {said.tick}
            <span class="hidden"> {said.ways[handOff.way]}</span>
          </button>
        )
      ) : (
        <span class="done">
          <Tick /> {said.tickedBy} {handOff.ticked_by} {clockTime(handOff.ticked_at)}
        </span>
      )}
      {refused !== null && (
        <span class="wrong" role="alert">
          {refused}
        </span>
      )}
    </li>
  );
}

/** The hand-offs of one telling: of the release, of a lifting, or of the retraction. */
export function HandOffs({ order, messageId, mayTick }: { order: Order; messageId: number; mayTick: boolean }) {
  const handOffs = order.hand_offs.filter(({ message_id }) => message_id === messageId);
  if (handOffs.length === 0) return null;
  return (
    <section>
      <h4>{words.value.orders.handOffs}</h4>
      <ul class="hand-offs">
        {handOffs.map((handOff) => (
          <HandOff key={handOff.hand_off_id} order={order} handOff={handOff} mayTick={mayTick} />
        ))}
      </ul>
    </section>
  );
}
