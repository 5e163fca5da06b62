// The page's views: what each is called, what it draws, and how much waits there.
import type { FunctionComponent } from "preact";

import type { Words } from "../words/ja";
import { Floor } from "./floor";
import { inbound } from "./inbound/state";
import { lazily } from "./lazy";
import { waiting } from "./offices/state";
import { inForce } from "./official/state";
import { standing } from "./orders/state";
import { unaccounted } from "./responders/waiting";
import type { ViewName } from "./view";

export interface ViewPart {
  label: (said: Words) => string;
  Body: FunctionComponent;
  /** How many things there wait for a person; none where it is not given. */
  count?: () => number;
  /** The act that a role must include for the view to be offered; none: for everybody. */
  needs?: string;
  /** Whether it is offered by the name of whoever looks, not among the views. */
  isOwn?: boolean;
  /** Whether it shows a moment gone by as well as how things are. */
  looksBack?: boolean;
}

export const VIEWS: Record<ViewName, ViewPart> = {
  map: { label: (said) => said.orders.map, Body: Floor, looksBack: true },
  orders: {
    label: (said) => said.orders.title,
    Body: lazily(async () => (await import("./orders/view")).OrdersView),
    count: () => standing.value.length,
    looksBack: true,
  },
  responders: {
    label: (said) => said.responders,
    Body: lazily(async () => (await import("./responders/view")).RespondersView),
    count: () => unaccounted.value,
  },
  chronology: {
    label: (said) => said.chronology.title,
    Body: lazily(async () => (await import("./chronology/view")).ChronologyView),
  },
  admin: {
    label: (said) => said.administration,
    Body: lazily(async () => (await import("./admin/view")).AdminView),
    needs: "administer",
  },
  official: {
    label: (said) => said.official.title,
    Body: lazily(async () => (await import("./official/view")).OfficialView),
    count: () => inForce.value.length,
  },
  inbound: {
    label: (said) => said.inbound.title,
    Body: lazily(async () => (await import("./inbound/view")).InboundView),
    count: () => inbound.value.waiting,
  },
  staff: {
    label: (said) => said.staff.title,
    Body: lazily(async () => (await import("./staff/view")).StaffView),
    needs: "staff",
  },
  audit: {
    label: (said) => said.audit.title,
    Body: lazily(async () => (await import("./audit/view")).AuditView),
    needs: "audit",
  },
  account: {
    label: (said) => said.staff.own,
    Body: lazily(async () => (await import("./staff/account")).AccountView),
    isOwn: true,
  },
  offices: {
    label: (said) => said.offices.title,
    Body: lazily(async () => (await import("./offices/view")).OfficesView),
    count: () => waiting.value,
  },
  fleet: {
    label: (said) => said.fleet,
    Body: lazily(async () => (await import("./fleet/view")).FleetView),
  },
  status: {
    label: (said) => said.status.title,
    Body: lazily(async () => (await import("./status/view")).StatusView),
  },
};
