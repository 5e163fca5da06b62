// The card at the top: is it dangerous here, and what is to be done now.
import { isBehind } from "../feed/feed";
import { Mark } from "../gauges/gauge";
import { gaugeAddress } from "../page/view";
import { clock } from "../page/times";
import { chosen, isChosen } from "../places/mine";
import { areaNames } from "../places/names";
import { isOld, now, places } from "../state";
import type { Order, Places } from "../contracts";
import { nameText, say, Term, termText, Words } from "../words/spoken";
import { Said } from "../words/ruby";
import type { Verdict } from "./choose";
import { headline } from "./headline";
import { OrderCard } from "./order";
import { verdict } from "./state";

const DAY_MS = 24 * 3600 * 1000;

function forWhere(known: Places): string {
  const { areas, stations } = chosen.value;
  const named = [
    ...known.areas.filter(({ area_id }) => areas.includes(area_id)),
    ...known.stations.filter(({ station_id }) => stations.includes(station_id)),
  ];
  return isChosen.value ? named.map(nameText).join(say("list.comma")) : say("now.for_city");
}

/** What the river asks of people; beside an order it would only blur what the order says. */
function River({ found }: { found: Verdict }) {
  const { ground, level, someUnknown } = found;
  const unsure = ground === "no_data" || (ground === "calm" && someUnknown);
  return (
    <>
      <h2 class="headline">
        {ground === "gauge" && <Mark level={level} look="live" />} <Said text={headline(found)} />
      </h2>
      <p class="do">
        <strong>
          <Words of={unsure ? "do.no_data" : `do.gauge_${level}`} />
        </strong>
      </p>
    </>
  );
}

function Reached({ found, known }: { found: Verdict; known: Places }) {
  if (found.gaugeLevel === 0) return null;
  return (
    <ul class="reached">
      {found.gauges.slice(0, 3).map((id) => {
        const station = known.stations.find(({ station_id }) => station_id === id);
        return (
          station !== undefined && (
            <li key={id}>
              <a href={gaugeAddress(id)}>
                <Said text={nameText(station)} />
              </a>{" "}
              <Term name={`gauge_${found.gaugeLevel}`} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function Elsewhere({ orders }: { orders: Order[] }) {
  if (orders.length === 0) return null;
  return (
    <div class="elsewhere">
      <p>
        <Words of="verdict.elsewhere" />
      </p>
      <ul>
        {orders.map((order) => (
          <li key={order.order_id}>
            <Term name={`alert_level_${order.alert_level}`} /> <Term name={`order_${order.alert_level}`} />
            {": "}
            <Said text={areaNames(order.areas)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lifted({ found }: { found: Verdict }) {
  const told = now.value;
  if (told === null || found.ground === "order") return null;
  const since = Date.parse(told.made_at) - DAY_MS;
  return told.orders
    .filter(({ lifted_at }) => lifted_at !== null && Date.parse(lifted_at) > since)
    .slice(0, 3)
    .map(({ order_id, alert_level, lifted_at, areas }) => (
      <p key={order_id} class="lifted">
        <Words
          of="verdict.lifted"
          with={{
            time: clock(lifted_at ?? ""),
            order: termText(`order_${alert_level}`),
            areas: areaNames(areas),
          }}
        />
      </p>
    ));
}

function NoOrder() {
  const time = clock(now.value?.made_at ?? "");
  return (
    <p class="no-order">
      <Words of={isBehind() ? "verdict.no_order_then" : "verdict.no_order"} with={{ time }} />
    </p>
  );
}

export function VerdictCard() {
  const found = verdict.value;
  const known = places.value;
  if (found === null || known === null) return null;
  return (
    <section
      class="verdict"
      data-ground={found.ground}
      data-level={found.level}
      data-old={isOld.value ? "" : undefined}
      aria-labelledby="verdict"
    >
      <h1 id="verdict" tabIndex={-1}>
        <Words of="now.title" with={{ places: forWhere(known) }} />
      </h1>
      <p class="choose">
        <a href="#places">
          <Words of={isChosen.value ? "now.change" : "now.choose"} />
        </a>
      </p>
      {found.orders.map((order) => (
        <OrderCard key={order.order_id} order={order} />
      ))}
      {found.ground !== "order" && <River found={found} />}
      <Reached found={found} known={known} />
      {found.someUnknown && found.ground !== "no_data" && found.ground !== "calm" && (
        <p class="unknown">
          <Words of="verdict.some_data" />
        </p>
      )}
      {found.ground !== "order" && <NoOrder />}
      <Elsewhere orders={found.elsewhere} />
      <Lifted found={found} />
      <p class="where-to">
        <a class="strong" href="#go">
          <Words of="do.where" />
        </a>
      </p>
    </section>
  );
}
