// The words around what residents answer, in English.
import type { inboundJa } from "./inbound.ja";

export const inboundEn: typeof inboundJa = {
  title: "Received",
  lead: "Answers of residents. Take a call for help and ring back. That you looked at a number is kept.",
  rehearsed: "Answers of a rehearsal. Nobody is in need.",
  none: "No answer waits for anybody.",
  withClosed: "Show what was seen to, and stop and start, too",
  from: (digits) => `ends in ${digits}`,
  stranger: "a number nobody registered",
  meanings: { stop: "Stop", start: "Start", help: "Help", take: "Staff's answer", other: "Answer" },
  untaken: "Nobody has it",
  take: "I take it",
  takeOver: (person) => `Take it over from ${person}`,
  taken: (person) => `${person} sees to it`,
  readNumber: "Show the number (this is kept)",
  number: "Call back",
  note: "What was done",
  close: "It is dealt with",
  closed: (person) => `${person} has dealt with it`,
};
