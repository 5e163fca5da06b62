// The words of living through failure, in English.
import type { offlineJa } from "./offline.ja";

export const offlineEn: typeof offlineJa = {
  lastState: "The server can't be reached: this is the last state kept on this device. It is not how things stand now.",
  halted: "The server is up and waits for its database. The screen shows what was last received.",
  whatWaits:
    "Acknowledgements, entries, hand-over notes and shelters' states are kept on this device and sent when the link is back. Call-outs, tasks and withdraw orders of responders are never kept, nor is releasing, lifting or retracting an order: use the telephone or another way.",
  noRelease: "No order can be released, lifted or retracted while the link is lost, nor is it sent later by itself.",
  unsent: (count) => `${count} not sent yet`,
  oldest: "oldest",
  willSend: "Sent when the link is back, oldest first, each once.",
  sending: "Being sent.",
  refused: (count) => `${count} refused`,
  list: "Show them",
  kinds: {
    acknowledge: "Acknowledgement of an alert",
    chronology: "Entry in the chronology",
    handover: "Hand-over note",
    shelter: "State of a shelter",
  },
  other: "Act",
  waiting: "not sent yet",
  notTaken: "Refused",
  drop: "Drop it",
  again: "Send it anew",
  keptHere: "Not sent yet (kept on this device)",
  waitingHere: (count) => `${count} acts on this device are not sent yet. They are sent when the person who did them signs in.`,
  signOutDrops: (count) => `${count} acts are not sent yet. Signing out drops them. Sign out?`,
  newVersion: "There is a new version of this page.",
  oldPage: "The server was upgraded. This page is an old version.",
  take: "Change to the new version",
  taking: "Changing…",
  taken: "Another window changed to the new version. This one is old.",
  unfinished: "Something typed here is not saved and would be lost. Change all the same?",
};
