// How somebody moves over the chart: reading, panning and zooming, by keys, by pointer and by wheel.
import { useSignal, type Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { now_ms } from "../state";
import type { Frame } from "./frame";
import { pan, zoom, type Shown } from "./span";
import { nextMarked, stopAt, type Stop } from "./stops";

const A_STEP = 0.25;
const CLOSER = 0.5;
const WHEEL = 0.0015; // a notch of a wheel is about 100
const DRAG_PX = 4;
const REACH_PX = 12;

type OnChart<E extends Event> = E & { currentTarget: SVGSVGElement };

interface Moves {
  ref: RefObject<SVGSVGElement | null>;
  /** Which stop is being read. */
  read: number | null;
  handlers: Record<string, (event: never) => void>;
}

export function useMoves(shown: Signal<Shown>, stops: Stop[], frame: Frame, unit_px: number): Moves {
  const read = useSignal<number | null>(null);
  const ref = useRef<SVGSVGElement>(null);
  const grip = useRef<{ x: number; from: Shown; moved: boolean } | null>(null);
  const latest = useRef(frame);
  latest.current = frame;

  const place = (event: { clientX: number }, chart: Element) =>
    (event.clientX - chart.getBoundingClientRect().left) / unit_px;
  const change = (next: Shown) => {
    read.value = null;
    shown.value = next;
  };
  const readFrom = (step: 1 | -1) => {
    const last = stops.length - 1;
    if (last < 0) return null;
    return Math.max(0, Math.min(last, (read.value ?? (step < 0 ? last + 1 : -1)) + step));
  };
  const keys: Record<string, (shift: boolean) => void> = {
    ArrowLeft: (shift) => {
      if (shift) change(pan(shown.value, -A_STEP, now_ms.value));
      else read.value = readFrom(-1);
    },
    ArrowRight: (shift) => {
      if (shift) change(pan(shown.value, A_STEP, now_ms.value));
      else read.value = readFrom(1);
    },
    PageUp: () => {
      read.value = nextMarked(stops, read.value ?? stops.length, -1) ?? read.value;
    },
    PageDown: () => {
      read.value = nextMarked(stops, read.value ?? -1, 1) ?? read.value;
    },
    Home: () => {
      read.value = stops.length === 0 ? null : 0;
    },
    End: () => {
      change({ ...shown.value, end_ms: null });
    },
    "+": () => {
      change(zoom(shown.value, CLOSER, now_ms.value));
    },
    "-": () => {
      change(zoom(shown.value, 1 / CLOSER, now_ms.value));
    },
  };

  useEffect(() => {
    const chart = ref.current;
    if (chart === null) return;
    // Without Ctrl the wheel moves the page, as everywhere; it has to be refused by hand to zoom.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const anchor = latest.current.time(place(event, chart));
      shown.value = zoom(shown.value, Math.exp(event.deltaY * WHEEL), now_ms.peek(), anchor);
    };
    chart.addEventListener("wheel", wheel, { passive: false });
    return () => {
      chart.removeEventListener("wheel", wheel);
    };
  }, []);

  const handlers = {
    onKeyDown: (event: OnChart<KeyboardEvent>) => {
      const key = event.key === ";" || event.key === "=" ? "+" : event.key; // + without Shift
      const move = keys[key];
      if (move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      move(event.shiftKey && event.key.startsWith("Arrow"));
    },
    onPointerDown: (event: OnChart<PointerEvent>) => {
      if (event.button !== 0) return;
      grip.current = { x: event.clientX, from: shown.value, moved: false };
    },
    onPointerMove: (event: OnChart<PointerEvent>) => {
      const held = grip.current;
      if (held !== null && (held.moved || Math.abs(event.clientX - held.x) > DRAG_PX)) {
        if (!held.moved) event.currentTarget.setPointerCapture(event.pointerId);
        held.moved = true;
        const part = (held.x - event.clientX) / unit_px / (frame.right - frame.left);
        change(pan(held.from, part, now_ms.value));
        return;
      }
      const x = place(event, event.currentTarget);
      const reach_ms = Math.abs(frame.time(x + REACH_PX) - frame.time(x));
      read.value = stopAt(stops, frame.time(x), reach_ms);
    },
    onPointerUp: () => {
      grip.current = null;
    },
    onPointerCancel: () => {
      grip.current = null;
    },
    onPointerLeave: () => {
      if (grip.current === null) read.value = null;
    },
  };
  return { ref, read: read.value, handlers };
}
