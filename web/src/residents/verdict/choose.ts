// How it stands here: never calmer than the highest order in one of my areas.
//
// What is not known counts for the graver: an order for an area that this phone has never heard of,
// a zone that lies over my district, a place of mine that is no more.
import type { Area, GaugeLevel, Now, Order, Places } from "../contracts";
import { overlap } from "../geo/outlines";
import { isKnown, levelHeld } from "../gauges/standing";
import { type Chosen, stationsOf } from "../places/mine";

/** What a verdict rests on, the gravest first. */
export type Ground = "order" | "gauge" | "no_data" | "calm";

export interface Verdict {
  ground: Ground;
  /** 警戒レベル of an order; else the gauge's. */
  level: number;
  /** The orders that stand here, the highest first. */
  orders: Order[];
  elsewhere: Order[];
  /** The highest level that a gauge of mine was last seen at, and which gauges those are. */
  gaugeLevel: GaugeLevel;
  gauges: string[];
  /** Whether nothing is known of some of my gauges. */
  someUnknown: boolean;
}

const standing = ({ orders }: Now): Order[] =>
  orders.filter(({ lifted_at }) => lifted_at === null).sort((a, b) => b.alert_level - a.alert_level);

/** Districts do not lie over one another; a zone may lie over any of them. */
const shareGround = (a: Area, b: Area): boolean =>
  (a.kind === "zone" || b.kind === "zone") && overlap(a.geometry, b.geometry);

/** Whether an order may be meant for somebody who chose these areas. */
export function isMine(order: Order, { areas: chosen }: Chosen, { areas }: Places): boolean {
  if (chosen.length === 0) return true;
  const known = new Map(areas.map((area) => [area.area_id, area]));
  if (chosen.some((id) => !known.has(id))) return true;
  return order.areas.some(({ area_id }) => {
    const ordered = known.get(area_id);
    if (chosen.includes(area_id) || ordered === undefined) return true;
    return chosen.some((id) => {
      const mine = known.get(id);
      return mine !== undefined && shareGround(mine, ordered);
    });
  });
}

/** The verdict of the places that were chosen, or of the whole city where none was. */
export function verdictOf(now: Now, places: Places, chosen: Chosen, isOld: boolean): Verdict {
  const orders = standing(now);
  const mine = orders.filter((order) => isMine(order, chosen, places));
  const ids = [...stationsOf(chosen, places)];
  const watched = ids.length > 0 ? ids : places.stations.map(({ station_id }) => station_id);
  const levels = new Map(watched.map((id) => [id, levelHeld(now.stations[id])]));
  const gaugeLevel = Math.max(0, ...levels.values()) as GaugeLevel;
  const unknown = watched.filter((id) => !isKnown(now.stations[id], isOld));
  const highest = mine[0]?.alert_level ?? 0;
  return {
    ...groundOf(highest, gaugeLevel, unknown.length === watched.length),
    orders: mine,
    elsewhere: orders.filter((order) => !mine.includes(order)),
    gaugeLevel,
    gauges: gaugeLevel === 0 ? [] : watched.filter((id) => levels.get(id) === gaugeLevel),
    someUnknown: unknown.length > 0,
  };
}

function groundOf(order: number, gauge: number, noneKnown: boolean): Pick<Verdict, "ground" | "level"> {
  if (order > 0) return { ground: "order", level: order };
  if (gauge > 0) return { ground: "gauge", level: gauge };
  return { ground: noneKnown ? "no_data" : "calm", level: 0 };
}
