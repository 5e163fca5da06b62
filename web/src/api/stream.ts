// The live stream: what changed, as it changes, and at once the fact that it stopped.
//
// The browser's own EventSource resumes with Last-Event-ID after a broken link. It gives up
// for good when a proxy answers with an error, so that case is opened anew here; and a link
// that died without a word is noticed by the clock that should have come. Whoever comes back
// waits a moment of its own first: fifty consoles do not come in one instant.
import type {
  AlertCollection, Cameras, Clock, Delivery, HandOver, InboundWaiting, OfficeRequest, OfficialList, OrderList, Run, Silence, StationCollection,
} from "./shapes";

export interface Listener {
  /** The link stands. `resumed` is false when changes may have been missed: load everything. */
  opened: (resumed: boolean) => void;
  lost: () => void;
  /** The link stands, but the server can't read its database. */
  halted: () => void;
  /** The server no longer keeps what was missed: load everything. */
  reset: () => void;
  /** Something arrived, whatever it was. */
  heard: () => void;
  stations: (changed: StationCollection) => void;
  alerts: (changed: AlertCollection) => void;
  deliveries: (changed: Delivery[]) => void;
  silences: (open: Silence[]) => void;
  inbound: (now: InboundWaiting) => void;
  notes: (changed: HandOver[]) => void;
  requests: (changed: OfficeRequest[]) => void;
  official: (open: OfficialList) => void;
  orders: (open: OrderList) => void;
  /** The chronology goes on, up to this cursor. */
  chronology: (now: { newest: string | null }) => void;
  /** Master data was published, or a draft of it written: what it says is to be read anew. */
  master: (changed: { kinds: string[] }) => void;
  /** What one of the map's layers knows has changed. */
  told: (kind: string, data: unknown) => void;
  cameras: (changed: Cameras) => void;
  runs: (runs: Run[]) => void;
  clock: (clock: Clock) => void;
}

export interface Stream {
  /** Open the link anew at once: what stood before is not to be trusted, as after sleep. */
  renew: () => void;
  close: () => void;
}

const SILENCE_MS = 22_000; // the clock comes every 10 s: two may be missed
const REOPEN_MS = 3_000; // at most so long before the first try, twice that before the next
const MOST_REOPEN_MS = 15_000;

const LAYER_KINDS = ["official", "shelters", "callouts", "responders"] as const;

interface Events extends Record<(typeof LAYER_KINDS)[number], unknown> {
  stations: StationCollection;
  alerts: AlertCollection;
  deliveries: Delivery[];
  silences: Silence[];
  inbound: InboundWaiting;
  notes: HandOver[];
  requests: OfficeRequest[];
  official: OfficialList;
  orders: OrderList;
  chronology: { newest: string | null };
  master: { kinds: string[] };
  cameras: Cameras;
  runs: Run[];
  clock: Clock;
}

/** Follow a run until closed. */
export function follow(run: string, listener: Listener): Stream {
  let source: EventSource;
  let silence: ReturnType<typeof setTimeout>;
  let reopening: ReturnType<typeof setTimeout>;
  let resumable = false;
  let tries = 0;

  const watch = () => {
    clearTimeout(silence);
    silence = setTimeout(reopen, SILENCE_MS);
  };
  const heard = () => {
    watch();
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
    const most = Math.min(REOPEN_MS * 2 ** tries, MOST_REOPEN_MS);
    tries += 1;
    drop();
    reopening = setTimeout(open, most * (0.3 + 0.7 * Math.random()));
  };
  const drop = () => {
    source.close();
    listener.lost();
    clearTimeout(silence);
    clearTimeout(reopening);
  };
  const renew = () => {
    drop();
    open();
  };
  const open = () => {
    resumable = false;
    watch(); // a link that never comes about is silent too
    source = new EventSource(`/hq/stream?run=${encodeURIComponent(run)}`);
    source.onopen = () => {
      tries = 0;
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
    on("silences", listener.silences);
    on("inbound", listener.inbound);
    on("notes", listener.notes);
    on("requests", listener.requests);
    on("official", listener.official);
    on("orders", listener.orders);
    on("chronology", listener.chronology);
    on("master", listener.master);
    for (const kind of LAYER_KINDS) {
      on(kind, (data) => {
        listener.told(kind, data);
      });
    }
    on("cameras", listener.cameras);
    on("runs", listener.runs);
    on("clock", listener.clock);
    source.addEventListener("halted", () => {
      watch();
      listener.halted();
    });
    source.addEventListener("reset", () => {
      heard();
      listener.reset();
    });
  };

  open();
  const dropped = () => {
    listener.lost();
  };
  const back = () => {
    if (source.readyState !== EventSource.OPEN) reopen();
  };
  window.addEventListener("offline", dropped);
  window.addEventListener("online", back);
  return {
    renew,
    close: () => {
      source.close();
      clearTimeout(silence);
      clearTimeout(reopening);
      window.removeEventListener("offline", dropped);
      window.removeEventListener("online", back);
    },
  };
}
