// The wire of a live stream, in the test's hand.

/** An EventSource whose server is the test. */
export class Wire extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Wire[] = [];
  readonly url: string;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    Wire.opened.push(this);
  }

  static latest(): Wire {
    const wire = Wire.opened.at(-1);
    if (wire === undefined) throw new Error("nothing was opened");
    return wire;
  }

  close(): void {
    this.readyState = Wire.CLOSED;
  }

  connects(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  says(type: string, data: unknown, lastEventId = ""): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }

  /** The link breaks; the browser goes on trying by itself, unless it was refused for good. */
  breaks(refused = false): void {
    this.readyState = refused ? Wire.CLOSED : 0;
    this.onerror?.();
  }
}
