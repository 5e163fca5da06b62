// A picture that frames are drawn on with a pointer; whoever has none enters their numbers elsewhere.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { frameBetween, type Frame } from "./frames";

type Point = [number, number];

const percent = (value: number) => `${value * 100}%`;

function Outline({ frame }: { frame: Frame }) {
  const [left, top, right, bottom] = frame;
  const place = { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) };
  return <span class="frame" style={place} aria-hidden="true" />;
}

interface DrawingProps {
  url: string;
  alt: string;
  frames: Frame[];
  onDrawn: (frame: Frame) => void;
}

export function Drawing({ url, alt, frames, onDrawn }: DrawingProps) {
  const board = useRef<HTMLDivElement>(null);
  const from = useSignal<Point | null>(null);
  const drawn = useSignal<Frame | null>(null);
  const pointOf = (event: PointerEvent): Point => {
    const box = board.current?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const end = () => {
    if (drawn.value !== null) onDrawn(drawn.value);
    from.value = drawn.value = null;
  };
  return (
    <div
      ref={board}
      class="drawing"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.value = pointOf(event);
      }}
      onPointerMove={(event) => {
        if (from.value !== null) drawn.value = frameBetween(from.value, pointOf(event));
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        from.value = drawn.value = null;
      }}
    >
      <img src={url} alt={alt} draggable={false} />
      {[...frames, ...(drawn.value === null ? [] : [drawn.value])].map((frame) => (
        <Outline key={frame.join()} frame={frame} />
      ))}
    </div>
  );
}
