// The orders' view: what stands and what is drafted on one side, the one on show or the composer on the other.
import { useEffect } from "preact/hooks";

import type { Order } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { may, runName } from "../state";
import { useActing } from "../acting";
import { Compose } from "./compose";
import { DrillTag, OrderLevelMark } from "./level";
import { orderLevel } from "./levels";
import { OneOrder } from "./order";
import {
  chosen,
  chosenId,
  compose,
  composing,
  listedOrders,
  loadAreas,
  loadClosed,
  show,
  withClosed,
} from "./state";

function Row({ order }: { order: Order }) {
  const said = words.value.orders;
  const at = order.announced_at ?? order.composed_at;
  return (
    <li>
      <button
        type="button"
        class="order-row"
        aria-pressed={chosenId.value === order.order_id}
        onClick={() => {
          show(order.order_id);
        }}
      >
        <OrderLevelMark level={orderLevel(order.alert_level)} />
        <span lang="ja">{order.areas.map(({ name }) => name).join("、")}</span>
        <b class={`order-state order-${order.state}`}>{said.states[order.state]}</b>
        <small class="quiet">
          <DrillTag /> {dayAndMonth(at)} {clockTime(at)} {order.released_by ?? order.composed_by}
        </small>
      </button>
    </li>
  );
}

function List() {
  const said = words.value.orders;
  const { refused, act } = useActing();
  useEffect(() => {
    void act(loadAreas);
  }, [runName.value]);
  const mayCompose = may("compose");
  return (
    <section class="orders-list" aria-label={said.title}>
      {mayCompose && (
        <button type="button" class="strong" aria-pressed={composing.value} onClick={compose}>
          ＋ {said.compose}
        </button>
      )}
      {refused !== null && (
        <p class="wrong" role="alert">
          {refused}{" "}
          <button type="button" onClick={() => void act(loadAreas)}>
            {words.value.retry}
          </button>
        </p>
      )}
      {listedOrders.value.length === 0 && <p class="empty">{said.none}</p>}
      <ul>
        {listedOrders.value.map((order) => (
          <Row key={order.order_id} order={order} />
        ))}
      </ul>
      <label class="closed">
        <input
          type="checkbox"
          checked={withClosed.value}
          onChange={(event) => {
            withClosed.value = event.currentTarget.checked;
            if (withClosed.value) void act(loadClosed);
          }}
        />
        {said.withClosed}
      </label>
    </section>
  );
}

export function OrdersView() {
  const said = words.value.orders;
  const order = chosen.value;
  const isBusy = composing.value || order !== null;
  return (
    <main class={`orders-floor ${isBusy ? "with-sheet" : ""}`} id="side">
      <List />
      <div class="orders-desk">
        {isBusy && (
          <button
            type="button"
            class="back"
            onClick={() => {
              show(null);
            }}
          >
            ‹ {said.back}
          </button>
        )}
        {composing.value && <Compose />}
        {order !== null && !composing.value && <OneOrder key={order.order_id} order={order} />}
        {!isBusy && listedOrders.value.length > 0 && <p class="empty">{said.choose}</p>}
      </div>
    </main>
  );
}
