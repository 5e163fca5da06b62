// Frames on a picture: rectangles in shares of its width and height.
export type Frame = [left: number, top: number, right: number, bottom: number];

export const MOST_FRAMES = 8;
const LEAST = 0.02; // of the picture: what is smaller was a slip of the hand

const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

/** The frame between two points, or null when they lie on one another. */
export function frameBetween([x0, y0]: [number, number], [x1, y1]: [number, number]): Frame | null {
  const frame: Frame = [
    share(Math.min(x0, x1)),
    share(Math.min(y0, y1)),
    share(Math.max(x0, x1)),
    share(Math.max(y0, y1)),
  ];
  return frame[2] - frame[0] < LEAST || frame[3] - frame[1] < LEAST ? null : frame;
}

/** A frame with one side set anew. */
export function withSide(frame: Frame, side: number, value: number): Frame {
  return frame.map((each, at) => (at === side ? share(value) : each)) as Frame;
}
