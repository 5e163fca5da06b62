// Withdraw orders: one is given, then who is out and who is not accounted for.
import { useSignal } from "@preact/signals";

import { dayTime } from "../../words/formats";
import { useActing } from "../acting";
import { isStale, liveNow_ms, may, runName } from "../state";
import { accountPerson } from "./calls";
import type { Ordered, WithdrawOrder } from "./contracts";
import { missingOf } from "./facts";
import { Refusal, Text } from "./fields";
import { Loading } from "./loading";
import { OrderOut } from "./order_out";
import { said } from "./said";
import { loadAnew, nameOfResponder, taskStock, withdrawStock } from "./stocks";

function Account({ order, one }: { order: WithdrawOrder; one: Ordered }) {
  const words = said.value;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  return (
    <details class="write-in">
      <summary>{words.account}</summary>
      <p class="quiet">{words.accountLead}</p>
      <div class="check">
        <Text id={`out-${order.withdraw_id}-${one.responder_id}`} label={words.note} text={note} longest={400} />
        <button
          type="button"
          class="strong"
          disabled={busy || isStale.value}
          onClick={() =>
            void act(async () => {
              await accountPerson(runName.value, order.withdraw_id, one.responder_id, note.value.trim());
              await loadAnew(withdrawStock, taskStock);
            })
          }
        >
          {words.account}
        </button>
        <Refusal text={refused} />
      </div>
    </details>
  );
}

function Person({ order, one }: { order: WithdrawOrder; one: Ordered }) {
  const words = said.value;
  const isOut = one.safe_at !== null;
  return (
    <li data-responder={one.responder_id} data-out={isOut}>
      <b>{nameOfResponder(one.responder_id)}</b>{" "}
      {isOut ? (
        <>
          <span class="good">{words.out}</span>{" "}
          <small class="quiet">
            {dayTime(one.safe_at, liveNow_ms.value)}・{one.accounted_by === null ? words.outSelf : words.outBy(one.accounted_by)}
          </small>
        </>
      ) : (
        <b class="wrong">{words.notAccounted}</b>
      )}
      {!isOut && may("task") && <Account order={order} one={one} />}
    </li>
  );
}

function Card({ order }: { order: WithdrawOrder }) {
  const words = said.value;
  const missing = missingOf(order).length;
  const all = order.people.length;
  return (
    <li class="card letter" data-withdraw={order.withdraw_id} data-overdue={missing > 0}>
      <header class="card-head">
        <h3 lang="ja">{order.reason}</h3>
        <b class={missing > 0 ? "count" : "good"} role="status">
          {missing > 0 ? words.missingOf(missing, all) : all === 0 ? words.nobodyInside : words.allOut(all)}
        </b>
      </header>
      <p class="quiet">
        {dayTime(order.ordered_at, liveNow_ms.value)}・{order.ordered_by}
      </p>
      <ul class="plain-list">
        {order.people.map((each) => (
          <Person key={each.responder_id} order={order} one={each} />
        ))}
      </ul>
    </li>
  );
}

export function Withdraw() {
  const words = said.value;
  const composing = useSignal(false);
  const held = withdrawStock.held.value;
  if (held === null) return <Loading stock={withdrawStock} />;
  return (
    <>
      {may("task") &&
        (composing.value ? (
          <OrderOut
            onClose={() => {
              composing.value = false;
            }}
          />
        ) : (
          <button
            type="button"
            class="strong danger compose"
            onClick={() => {
              composing.value = true;
            }}
          >
            {words.newWithdraw}
          </button>
        ))}
      {held.length === 0 && <p class="empty">{words.noOrders}</p>}
      <ul class="cards">
        {held.map((each) => (
          <Card key={each.withdraw_id} order={each} />
        ))}
      </ul>
    </>
  );
}
