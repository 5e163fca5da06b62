// The time line that headquarters looks back along.
import { ask, query } from "./client";
import type { Moments } from "./shapes";

export const getMoments = (run: string, hours = 48) =>
  ask<Moments>(`/hq/moments?${query({ run, hours })}`);
