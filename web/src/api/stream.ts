// The live stream: what changed, as it changes, and at once the fact that it stopped.
//
// The browser's own EventSource resumes with Last-Event-ID after a broken link. It gives up
// for good when a proxy answers with an error, so that case is opened anew here; and a link
// that died without a word is noticed by the clock that should have come.
import type { AlertCollection, Clock, Delivery, OrderList, Run, StationCollection } from "./shapes";

export interface Listener {
  /** The link stands. `resumed` is false when changes may have been missed: load everything. */
  opened: (resumed: boolean) => void;
  lost: () => void;
  /** The server no longer keeps what was missed: load everything. */
  reset: () => void;
  /** Something arrived, whatever it was. */
  heard: () => void;
  stations: (changed: StationCollection) => void;
  alerts: (changed: AlertCollection) => void;
  deliveries: (changed: Delivery[]) => void;
  orders: (open: OrderList) => void;
  runs: (runs: Run[]) => void;
  clock: (clock: Clock) => void;
}

export interface Stream {
  close: () => void;
}

const SILENCE_MS = 25_000; // the clock comes every 10 s: two may be missed
const REOPEN_MS = 3_000;

interface Events {
  stations: StationCollection;
  alerts: AlertCollection;
  deliveries: Delivery[];
  orders: OrderList;
  runs: Run[];
  clock: Clock;
}

/** Follow a run until closed. */
export function follow(run: string, listener: Listener): Stream {
  let source: EventSource;
  let silence: ReturnType<typeof setTimeout>;
  let reopening: ReturnType<typeof setTimeout>;
  let resumable = false;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(reopen, SILENCE_MS);
    listener.heard();
  };
  const on = <Name extends keyof Events>(name: Name, take: (data: Events[Name]) => void) => {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      if (event.lastEventId !== "") resumable = true;
      heard();
      take(JSON.parse(event.data) as Events[Name]);
    });
  };
  const reopen = () => {
    source.close();
    listener.lost();
    clearTimeout(silence);
    clearTimeout(reopening);
    reopening = setTimeout(open, REOPEN_MS);
  };
  const open = () => {
    resumable = false;
    source = new EventSource(`/hq/stream?run=${encodeURIComponent(run)}`);
    source.onopen = () => {
      heard();
      listener.opened(resumable);
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) reopen();
      else listener.lost();
    };
    on("stations", listener.stations);
    on("alerts", listener.alerts);
    on("deliveries", listener.deliveries);
    on("orders", listener.orders);
    on("runs", listener.runs);
    on("clock", listener.clock);
    source.addEventListener("reset", () => {
      heard();
      listener.reset();
    });
  };

  open();
  const dropped = () => {
    listener.lost();
  };
  window.addEventListener("offline", dropped);
  return {
    close: () => {
      source.close();
      clearTimeout(silence);
      clearTimeout(reopening);
      window.removeEventListener("offline", dropped);
    },
  };
}
