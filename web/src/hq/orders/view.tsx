// The orders' view: what stands and what is drafted on one side, the one on show or the composer on the other.
import { useEffect } from "preact/hooks";

import type { Order } from "../../api/shapes";
import { clockTime } from "../../words/formats";
import { words } from "../../words/language";
import { me, runName } from "../state";
import { useActing } from "./acting";
import { Compose } from "./compose";
import { orderLevel, OrderLevelMark } from "./level";
import { OneOrder } from "./order";
import { chosen, chosenId, composing, loadOrders, orders } from "./state";

const COMPOSERS = ["commander", "operator"];

function Row({ order }: { order: Order }) {
  const said = words.value.orders;
  return (
    <li>
      <button
        type="button"
        class="order-row"
        aria-pressed={chosenId.value === order.order_id}
        onClick={() => {
          chosenId.value = order.order_id;
          composing.value = false;
        }}
      >
        <OrderLevelMark level={orderLevel(order.alert_level)} />
        <span>{order.areas.map(({ name }) => name).join("、")}</span>
        <b class={`order-state order-${order.state}`}>{said.states[order.state]}</b>
        <small class="quiet">{clockTime(order.announced_at ?? order.composed_at)}</small>
      </button>
    </li>
  );
}

export function OrdersView() {
  const said = words.value.orders;
  const { refused, act } = useActing();
  useEffect(() => {
    void act(loadOrders);
  }, [runName.value]);
  const may = me.value !== null && COMPOSERS.includes(me.value.role);
  return (
    <main class="orders-floor" id="side">
      <section class="orders-list" aria-label={said.title}>
        {may && (
          <button
            type="button"
            class="strong"
            onClick={() => {
              composing.value = true;
              chosenId.value = null;
            }}
          >
            ＋ {said.compose}
          </button>
        )}
        <p class="wrong" role="alert">
          {refused}
        </p>
        {orders.value.length === 0 && <p class="empty">{said.none}</p>}
        <ul>
          {orders.value.map((order) => (
            <Row key={order.order_id} order={order} />
          ))}
        </ul>
      </section>
      <div class="orders-desk">
        {composing.value ? <Compose /> : chosen.value && <OneOrder key={chosen.value.order_id} order={chosen.value} />}
      </div>
    </main>
  );
}
