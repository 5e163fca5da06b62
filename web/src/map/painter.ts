// What of the stations is drawn at once and what may wait: how a mark looks is news, the stage and the
// trend beside its name can be read in the list. Each drawing has the map lay all its labels anew; in a
// storm of readings that would keep it from showing the mark that has changed, so drawings stand apart.
import { markName } from "../rivers/marks";
import type { Marker } from "./markers";
import type { MapView } from "./view";

export const APART_MS = 2000;
/** How long stages and trends alone wait, for the list has them at once. */
export const WORDS_MS = 5000;
/** How long, from the drawing on, a mark that has changed lies over the map: by then the map shows it itself. */
export const NEWS_MS = 2500;

const look = ({ mark, standing }: Marker) => `${markName(mark)} ${String(standing)}`;

export interface Painter {
  /** Draw these stations and no others. */
  show: (all: Marker[]) => void;
  /** Draw these anew: at once if one of them looks different and the last drawing is a while ago, else before long. */
  change: (some: Marker[]) => void;
  stop: () => void;
}

/** Draw on a map what it is handed, the news first. */
export function painter(view: Pick<MapView, "show" | "change" | "tell">): Painter {
  const known = new Map<string, Marker>();
  const waiting = new Map<string, Marker>();
  const news = teller(view);
  let drawn_ms = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const take = () => {
    stop();
    drawn_ms = performance.now();
    const some = [...waiting.values()];
    waiting.clear();
    view.change(some);
  };
  return {
    show: (all) => {
      stop();
      waiting.clear();
      known.clear();
      for (const marker of all) known.set(marker.id, marker);
      news.forget();
      view.show(all);
    },
    change: (some) => {
      if (some.length === 0) return;
      const different = some.some((marker) => looksDifferent(marker, known.get(marker.id)));
      const since_ms = performance.now() - drawn_ms;
      const wait_ms = different ? Math.max(0, APART_MS - since_ms) : WORDS_MS;
      news.tell(some.filter((marker) => hasAnotherMark(marker, known.get(marker.id))), wait_ms + NEWS_MS);
      for (const marker of some) {
        waiting.set(marker.id, marker);
        known.set(marker.id, marker);
      }
      if (different) stop(); // what waits with it is drawn sooner than it need be, never later
      if (wait_ms === 0) take();
      else timer ??= setTimeout(take, wait_ms);
    },
    stop: () => {
      stop();
      news.stop();
    },
  };
}

function looksDifferent(marker: Marker, before: Marker | undefined): boolean {
  return before === undefined || look(before) !== look(marker);
}

function hasAnotherMark(marker: Marker, before: Marker | undefined): boolean {
  return before !== undefined && markName(before.mark) !== markName(marker.mark);
}

/** Tell the map of what has changed, each for a while. */
function teller(view: Pick<MapView, "tell">): { tell: (some: Marker[], for_ms: number) => void; forget: () => void; stop: () => void } {
  const told = new Map<string, { marker: Marker; until: number }>(); // those told last at its end
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
  };
  const draw = () => {
    stop();
    const now = Date.now();
    for (const [id, { until }] of told) {
      if (until > now) break;
      told.delete(id);
    }
    view.tell(Array.from(told.values(), ({ marker }) => marker));
    const [next] = told.values();
    if (next !== undefined) timer = setTimeout(draw, next.until - now);
  };
  const forget = () => {
    stop();
    if (told.size === 0) return;
    told.clear();
    view.tell([]);
  };
  const tell = (some: Marker[], for_ms: number) => {
    if (some.length === 0) return;
    const until = Date.now() + for_ms;
    for (const marker of some) {
      told.delete(marker.id);
      told.set(marker.id, { marker, until });
    }
    draw();
  };
  return { tell, forget, stop };
}
