// What of the stations is drawn at once and what may wait: how a mark looks is news, the stage beside
// its name can be read in the list. Each drawing has the map lay all its labels anew; a storm of
// readings that change no mark would keep it from showing the one that does.
import { markName } from "../rivers/marks";
import type { Marker } from "./markers";
import type { MapView } from "./view";

export const TEXT_WAITS_MS = 2000;
/** How long the disc of a mark that has changed hides its sign: by then the new one has been drawn. */
export const NEWS_MS = 2500;

const look = ({ mark, trend, standing }: Marker) => `${markName(mark)} ${trend ?? ""} ${String(standing)}`;

export interface Painter {
  /** Draw these stations and no others. */
  show: (all: Marker[]) => void;
  /** Draw these anew: at once if one of them looks different, else before long. */
  change: (some: Marker[]) => void;
  stop: () => void;
}

/** Draw on a map what it is handed, the news first. */
export function painter(view: Pick<MapView, "show" | "change" | "tell">): Painter {
  const known = new Map<string, Marker>();
  const waiting = new Map<string, Marker>();
  const news = teller(view);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const take = () => {
    stop();
    const some = [...waiting.values()];
    waiting.clear();
    news.tell(some.filter((marker) => hasAnotherMark(marker, known.get(marker.id))));
    for (const marker of some) known.set(marker.id, marker);
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
      for (const marker of some) waiting.set(marker.id, marker);
      if (some.some((marker) => looksDifferent(marker, known.get(marker.id)))) take();
      else timer ??= setTimeout(take, TEXT_WAITS_MS);
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
function teller(view: Pick<MapView, "tell">): { tell: (some: Marker[]) => void; forget: () => void; stop: () => void } {
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
  const tell = (some: Marker[]) => {
    if (some.length === 0) return;
    const until = Date.now() + NEWS_MS;
    for (const marker of some) {
      told.delete(marker.id);
      told.set(marker.id, { marker, until });
    }
    draw();
  };
  return { tell, forget, stop };
}
