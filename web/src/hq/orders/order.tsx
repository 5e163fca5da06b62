// One order: what it says, who did what with it and when, and what can be done with it now.
import type { Order } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { Draft } from "./draft";
import { orderLevel, OrderLevelMark } from "./level";
import { Standing } from "./standing";

function Who({ label, person, at }: { label: string; person: string | null; at: string | null }) {
  if (person === null) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {person} {at !== null && `${dayAndMonth(at)} ${clockTime(at)}`}
      </dd>
    </>
  );
}

function Fact({ label, text }: { label: string; text: string }) {
  if (text === "") return null;
  return (
    <>
      <dt>{label}</dt>
      <dd lang="ja">{text}</dd>
    </>
  );
}

export function OneOrder({ order }: { order: Order }) {
  const said = words.value.orders;
  const counted = [
    order.population !== null && `${order.population.toLocaleString()}${said.people}`,
    order.households !== null && `${order.households.toLocaleString()}${said.households}`,
  ].filter(Boolean);
  return (
    <article class="sheet order" data-order={order.order_id} data-state={order.state}>
      <h2>
        <OrderLevelMark level={orderLevel(order.alert_level)} />{" "}
        <b class={`order-state order-${order.state}`}>{said.states[order.state]}</b>
      </h2>
      <dl class="facts">
        <dt>{said.areas}</dt>
        <dd>
          {order.areas.map(({ name }) => name).join("、")} <small class="quiet">{counted.join("・")}</small>
        </dd>
        <Fact label={said.reason} text={order.reason} />
        <Fact label={said.shelter} text={order.shelter} />
        <Fact label={said.url} text={order.url} />
        <Fact label={said.legalBasis} text={order.legal_basis} />
        <Who label={said.composedBy} person={order.composed_by} at={order.composed_at} />
        <Who label={said.releasedBy} person={order.released_by} at={order.announced_at} />
      </dl>
      {order.state === "draft" ? <Draft order={order} /> : <Standing order={order} />}
      {order.steps.length > 0 && (
        <section>
          <h3>{said.history}</h3>
          <ol class="steps">
            {order.steps.map((step) => (
              <li key={step.step_id}>
                <time dateTime={step.at}>
                  {dayAndMonth(step.at)} {clockTime(step.at)}
                </time>{" "}
                <b>{said.steps[step.step]}</b> {step.person} <span class="quiet">{step.note}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <p>
        <a href={`/hq/orders/${order.order_id}/print`} target="_blank" rel="noreferrer">
          {said.print}
        </a>
      </p>
    </article>
  );
}
