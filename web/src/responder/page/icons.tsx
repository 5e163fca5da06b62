// Pictures beside words; nothing is said by a picture alone.
const PATHS = {
  tasks: "M5 4h14v17H5zM9 2.5h6v3H9zM8.5 11.5l2 2l4-4M8.5 17h7",
  asks: "M4 10v4h3l6 4V6l-6 4zM17 9q2 3 0 6M19.5 6.5q4 5.5 0 11",
  pass: "M4 5h16v14H4zM8.5 12.5a2 2 0 1 0 0-4a2 2 0 0 0 0 4zM5.8 16q2.7-3 5.4 0M14 9h4M14 13h4",
  report: "M4 7h4l1.5-2h5L16 7h4v12H4zM12 16a3.2 3.2 0 1 0 0-6.4a3.2 3.2 0 0 0 0 6.4z",
  me: "M12 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8zM4.5 21q0-7 7.5-7t7.5 7",
  good: "M12 21.5a9.5 9.5 0 1 0 0-19a9.5 9.5 0 0 0 0 19zM7.5 12.5l3 3l6-6.5",
  bad: "M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8zM8.5 8.5l7 7M15.5 8.5l-7 7",
  unsure: "M12 2.5l10.5 19h-21zM12 9.5v5.5M12 18v.01",
  leave: "M3 12h12M10.5 7l5 5l-5 5M15 3.5h6v17h-6",
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ of: name, size = 24 }: { of: IconName; size?: number }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" class="icon">
    <path d={PATHS[name]} />
  </svg>
);
