// How the system itself is, as the server tells it.
import { ask, query } from "./client";
import type { components } from "./generated";

export type SystemStatus = components["schemas"]["StatusShown"];
export type Check = SystemStatus["checks"][number];

export const getStatus = (run: string) => ask<SystemStatus>(`/hq/status?${query({ run })}`);
