// The words for cameras, in English.
import type { camerasJa } from "./cameras.ja";

export const camerasEn: typeof camerasJa = {
  now: "Now",
  earlier: "Earlier",
  normal: "Normal",
  lights: { day: "by day", night: "by night" },
  looks: { late: "late", dead: "may be down", never: "nothing yet", past: "past" },
  never: "No picture has arrived yet.",
  noNormal: "Nobody has chosen a normal picture yet.",
  gone: "This picture is no longer kept.",
  steps: "Step through pictures",
  back: "Back",
  forth: "Next",
  newest: "Newest",
  enlarge: "Enlarge",
  makeNormal: (light) => `Normal ${light}`,
};
