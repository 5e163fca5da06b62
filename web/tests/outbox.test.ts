// What was done without an uplink reaches the server in order, each act once, whatever fails between.
import { describe, expect, it } from "vitest";

import { makeOutbox, type Act, type ActShelf, type Sent } from "../src/hq/offline/outbox";

/** A server that keeps its word: an act with a key it has seen is answered as before. */
class Server {
  readonly done: string[] = [];
  readonly answers = new Map<string, Sent>();
  attempts = 0;

  take(act: Act): Sent {
    this.attempts += 1;
    const answered = this.answers.get(act.key);
    if (answered !== undefined) return answered;
    if (act.kind === "refused") return { refused: { status: 409, message: `${act.about} can't be done` } };
    this.done.push(act.about);
    const answer = { done: act.about };
    this.answers.set(act.key, answer);
    return answer;
  }
}

/** What a browser keeps: it outlives the page, but a page may end between two writes. */
class Disk implements ActShelf {
  private readonly kept = new Map<string, Act>();

  all = () => Promise.resolve([...this.kept.values()]);
  put = (act: Act) => {
    this.kept.set(act.key, structuredClone(act));
    return Promise.resolve();
  };
  drop = (key: string) => {
    this.kept.delete(key);
    return Promise.resolve();
  };
}

/** Work that waits its turn, as under a lock of the browser's. */
function turns() {
  let last = Promise.resolve();
  return (work: () => Promise<void>) => {
    last = last.then(work, work);
    return last;
  };
}

/** Numbers that look random and are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

let made = 0;
function act(about: string, kind = "chronology"): Act {
  made += 1;
  const key = `key-of-act-${made}`;
  return { key, kind, about, path: "/hq/chronology", body: "{}", run: "", at: "2026-09-01T05:00:00Z", refusal: null };
}

const open = (disk: Disk, send: (act: Act) => Promise<Sent>, changed: (acts: Act[]) => void = () => undefined) =>
  makeOutbox(disk, send, turns(), changed);

describe("an act", () => {
  it("is answered at once while the link stands, and nothing is kept", async () => {
    const [server, disk] = [new Server(), new Disk()];
    const outbox = open(disk, (each) => Promise.resolve(server.take(each)));

    expect(await outbox.add(act("first"))).toEqual({ done: "first" });
    expect(await disk.all()).toEqual([]);
  });

  it("is kept while there is no link, and sent when there is", async () => {
    const [server, disk] = [new Server(), new Disk()];
    let link = false;
    const outbox = open(disk, (each) => Promise.resolve(link ? server.take(each) : "later"));
    expect(await outbox.add(act("first"))).toBe("later");
    expect(await outbox.add(act("second"))).toBe("later");

    link = true;
    await outbox.flush();

    expect(server.done).toEqual(["first", "second"]);
    expect(await disk.all()).toEqual([]);
  });

  it("that the server refuses is kept with the reason and holds up nothing", async () => {
    const [server, disk] = [new Server(), new Disk()];
    let link = false;
    const outbox = open(disk, (each) => Promise.resolve(link ? server.take(each) : "later"));
    await outbox.add(act("too late", "refused"));
    await outbox.add(act("second"));

    link = true;
    await outbox.flush();
    await outbox.flush();

    const kept = await disk.all();
    expect(server.done).toEqual(["second"]);
    expect(kept.map(({ about, refusal }) => [about, refusal?.status])).toEqual([["too late", 409]]);
    expect(server.attempts).toBe(2);
  });

  it("is sent once though two windows have the same outbox", async () => {
    const [server, disk, alone] = [new Server(), new Disk(), turns()];
    const windows = [1, 2].map(() =>
      makeOutbox(disk, (each) => Promise.resolve(server.take(each)), alone, () => undefined),
    );
    await disk.put(act("first"));

    await Promise.all(windows.map((window) => window.flush()));

    expect(server.attempts).toBe(1);
  });
});

describe("whatever fails", () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))("order and count hold (%i)", async (seed) => {
    const [server, disk, roll] = [new Server(), new Disk(), dice(seed + 1)];
    const send = (each: Act): Promise<Sent> => {
      const lot = roll();
      if (lot < 0.3) return Promise.resolve("later"); // never arrived
      const answer = server.take(each);
      if (lot < 0.5) return Promise.resolve("later"); // done, and the answer was lost
      if (lot < 0.6) return Promise.reject(new Error("the page was closed")); // done, and nobody left to hear
      return Promise.resolve(answer);
    };
    let outbox = open(disk, send);
    const wanted: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const refused = roll() < 0.2;
      if (!refused) wanted.push(`act ${n}`);
      await outbox.add(act(`act ${n}`, refused ? "refused" : "chronology")).catch(() => undefined);
      if (roll() < 0.3) outbox = open(disk, send); // the browser was started again
    }
    while ((await disk.all()).some(({ refusal }) => refusal === null)) {
      await outbox.flush().catch(() => undefined);
    }

    expect(server.done).toEqual(wanted);
  });
});
