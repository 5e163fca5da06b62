// What a phone's own buttons look like, drawn simply; the sentence beside each says the same.

const SHAPES = {
  share: "M12 15V3m-4 4l4-4l4 4M8 10H5v11h14V10h-3",
  add: "M4 4h16v16H4zM12 8v8m-4-4h8",
  confirm: "M5 12.5l4.5 4.5L19 7.5",
  open: "M5 3h14v18H5zM11 18h2M9 7h6v6H9z",
  sliders: "M4 8h10m4 0h2M4 16h2m4 0h10M16 6v4M8 14v4",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21.5h4",
  gear: "M12 8.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7zM12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.2 2.2m8.4 8.4l2.2 2.2m0-12.8l-2.2 2.2m-8.4 8.4l-2.2 2.2",
} as const;

export type Shape = keyof typeof SHAPES;

export const Icon = ({ of }: { of: Shape }) => (
  <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" class="icon">
    <path d={SHAPES[of]} />
  </svg>
);
