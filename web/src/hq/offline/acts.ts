// The acts that may wait for the uplink, each as it is sent.
import type { AlertFeature } from "../../api/shapes";
import type { Act } from "./outbox";
import { doOrKeep, waits, type Outcome } from "./sending";

const acknowledgement = (alertId: number) => `/hq/alerts/${alertId}/acknowledge`;

/** Say that an alert is in hand, now or when the link is back. */
export const acknowledgeOrKeep = (alertId: number, about: string): Promise<Outcome<AlertFeature>> =>
  doOrKeep({ kind: "acknowledge", about, path: acknowledgement(alertId), body: null });

/** An acknowledgement that waits to be sent. */
export const keptAcknowledgement = (alertId: number): Act | undefined => waits(acknowledgement(alertId));
