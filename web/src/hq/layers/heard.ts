// What the stream tells of things that only a layer knows: handed on to whoever listens.

type Ear = (data: unknown) => void;

const ears = new Map<string, Ear>();

/** Have what is told of a kind handed on. */
export function listen(kind: string, ear: Ear): void {
  ears.set(kind, ear);
}

export function hear(kind: string, data: unknown): void {
  ears.get(kind)?.(data);
}
