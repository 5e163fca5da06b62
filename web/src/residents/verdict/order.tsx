// An order of the mayor's that stands: its name, where, and what to do under it.
import type { Order } from "../contracts";
import { clock } from "../page/times";
import { areaNames } from "../places/names";
import { Said } from "../words/ruby";
import { say, Term, ToDo, Words } from "../words/spoken";

export function OrderCard({ order }: { order: Order }) {
  const { alert_level: level, areas, announced_at, why, shelter, url } = order;
  return (
    <article class="order" data-level={level}>
      <h2>
        <span class="badge" aria-hidden="true">
          {level}
        </span>{" "}
        <span class="name">
          <Term name={`alert_level_${level}`} /> <Term name={`order_${level}`} />
        </span>
      </h2>
      <p class="where">
        <Words of="verdict.order" with={{ areas: areaNames(areas) }} />
      </p>
      <p class="do">
        <strong>
          <ToDo of={`do.order_${level}`} level={level} />
        </strong>
      </p>
      <p>
        <ToDo of={`do.order_${level}_more`} level={level} />
      </p>
      <p class="since">
        <Words of="verdict.order_since" with={{ time: clock(announced_at) }} />
      </p>
      {why !== "" && (
        <p class="why">
          <Words of="verdict.order_why" with={{ why }} />
        </p>
      )}
      {shelter !== "" && (
        <p class="shelter">
          <Words of="verdict.order_shelter" with={{ shelter }} />
        </p>
      )}
      {url !== "" && (
        <p>
          <a href={url} rel="external noreferrer">
            <Said text={say("verdict.order_link")} />
          </a>
        </p>
      )}
    </article>
  );
}
