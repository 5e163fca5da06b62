// One order: what it says, who did what with it and when, and what can be done with it now.
import type { Order } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { may } from "../state";
import { Draft } from "./draft";
import { tellings } from "./facts";
import { fillForm } from "./form";
import { Heading } from "./heading";
import { DrillTag, OrderLevelMark } from "./level";
import { orderLevel } from "./levels";
import { Standing } from "./standing";
import { compose } from "./state";

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

function Areas({ order }: { order: Order }) {
  const said = words.value.orders;
  const { population, households, state } = order;
  const counted = [
    population === null ? "" : said.people(population),
    households === null ? "" : said.households(households),
  ].filter((count) => count !== "");
  return (
    <dd>
      <span lang="ja">
        {order.areas.map(({ area_id, name, stands }, at) => (
          <span key={area_id}>
            {at > 0 && "、"}
            {state === "released" && !stands ? <s>{name}</s> : name}
          </span>
        ))}
      </span>{" "}
      <small class="quiet">{counted.join("・")}</small>
    </dd>
  );
}

function History({ order }: { order: Order }) {
  const said = words.value.orders;
  if (order.steps.length === 0) return null;
  return (
    <section>
      <h3>{said.history}</h3>
      <ol class="steps">
        {order.steps.map((step) => (
          <li key={step.step_id}>
            <time dateTime={step.at}>
              {dayAndMonth(step.at)} {clockTime(step.at)}
            </time>
            <span>
              <b>{said.steps[step.step]}</b> {step.person} <span class="quiet">{step.note}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function OneOrder({ order }: { order: Order }) {
  const said = words.value.orders;
  const level = orderLevel(order.alert_level);
  return (
    <article class="sheet order" data-order={order.order_id} data-state={order.state}>
      <div class="sheet-head">
        <Heading of={`${order.order_id} ${tellings(order).length}`}>
          <DrillTag /> <OrderLevelMark level={level} />{" "}
          <b class={`order-state order-${order.state}`}>{said.states[order.state]}</b>
        </Heading>
        <span class="buttons">
          <a class="button" href={`/hq/orders/${order.order_id}/print`} target="_blank" rel="noreferrer">
            {said.print}
          </a>
          <a class="button" href={`/hq/orders/${order.order_id}/pdf`} target="_blank" rel="noreferrer">
            {said.pdf}
          </a>
          {may("compose") && (
            <button
              type="button"
              onClick={() => {
                fillForm(order);
                compose();
              }}
            >
              {said.again}
            </button>
          )}
        </span>
      </div>
      <dl class="facts">
        <dt>{said.areas}</dt>
        <Areas order={order} />
        <Fact label={said.reason} text={order.reason} />
        <Fact label={said.shelter} text={order.shelter} />
        <Fact label={said.url} text={order.url} />
        <dt>{said.legalBasis}</dt>
        <dd>{said.articles[level]}</dd>
        <Who label={said.composedBy} person={order.composed_by} at={order.composed_at} />
        <Who label={said.releasedBy} person={order.released_by} at={order.announced_at} />
      </dl>
      {order.state === "draft" ? <Draft order={order} /> : <Standing order={order} />}
      <History order={order} />
    </article>
  );
}
