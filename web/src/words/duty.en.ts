// The words of responders on the map, in English.
import type { DutyWords } from "./duty.ja";

export const dutyEn: DutyWords = {
  number: (id) => `No. ${id}`,
  noTasks: "No tasks.",
  stands: {
    escalate: "silent, to be looked for",
    ask: "silent, asked",
    late: "late",
    called_back: "called back",
    in_time: "on duty",
    given: "not accepted yet",
    over: "over",
  },
  heard: (ago) => `heard ${ago}`,
  onDuty: "Responders on duty",
  taskPlaces: "Task places",
  incidents: "Incident reports",
  noOnDuty: "No responder sends a position.",
  noIncidents: "No incident reports.",
  accuracy: (metres) => `within ${metres} m`,
  incidentKinds: {
    flooding: "Flooding",
    overflow: "Overflow",
    road: "Road flooded or closed",
    bridge: "Bridge",
    debris: "Debris",
    person: "Person in need",
    other: "Other",
  },
  pictureOf: (kind) => `Picture: ${kind}`,
  noPicture: "no picture",
};
