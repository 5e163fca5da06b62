// The status page: one line that says whether to trust it now, then every part, the worst first.
import "../styles/status.css";

import { useEffect } from "preact/hooks";

import type { Check } from "../../api/status";
import { duration, secondsAgo } from "../../words/formats";
import { language, words } from "../../words/language";
import { unsent } from "../offline/sending";
import { heard_ms, isStale, link, runName, ticked_ms } from "../state";
import { every, figuresOf } from "./figures";
import { ageOf, clockIsOff, failed, keepLooking, look, told, trust } from "./state";

const CLOCK_EVERY_S = 10; // the stream's heartbeat
const SIGNS = { bad: "×", late: "△", none: "―", good: "○" } as const;

interface RowProps {
  part: string;
  subject: string;
  state: keyof typeof SIGNS;
  age: string;
  expected: string;
  figures: string;
}

function Row({ part, subject, state, age, expected, figures }: RowProps) {
  const said = words.value.status;
  return (
    <tr data-state={state} data-part={part}>
      <td class="state">
        <span aria-hidden="true">{SIGNS[state]}</span> {said.states[state]}
      </td>
      <th scope="row">
        {said.parts[part] ?? part} {subject !== "" && <b>{said.subjects[subject] ?? subject}</b>}
      </th>
      <td class="number">{age}</td>
      <td class="number">{expected}</td>
      <td>{figures}</td>
    </tr>
  );
}

function rowOf(check: Check, since_s: number): RowProps {
  const age_s = ageOf(check, since_s);
  return {
    part: check.part,
    subject: check.subject,
    state: check.state,
    age: age_s === null ? "" : secondsAgo(age_s, language.value),
    expected: check.expected_s === null ? "" : every(check.expected_s),
    figures: figuresOf(check),
  };
}

const own = (part: string, state: RowProps["state"], figures: string): RowProps => ({
  part,
  subject: "",
  state,
  age: "",
  expected: "",
  figures,
});

/** What only this device knows: its link, its clock, and what it has not sent. */
function ownRows(): RowProps[] {
  const said = words.value.status;
  const silent_s = Math.max(0, ticked_ms.value - heard_ms.value) / 1000;
  const lamp = isStale.value ? "bad" : link.value === "live" ? "good" : "late";
  const waiting = unsent.value.length;
  const rows = [
    {
      ...own("link", lamp, words.value[link.value]),
      age: secondsAgo(silent_s, language.value),
      expected: every(CLOCK_EVERY_S),
    },
    own("unsent", waiting > 0 ? "late" : "good", String(waiting)),
  ];
  if (told.value === null) return rows;
  const off_s = told.value.clock_off_s;
  const by = duration(Math.abs(off_s), language.value);
  const figures = Math.abs(off_s) < 1 ? said.clockAgrees : said.clockOff(by, off_s > 0);
  return [...rows, own("own_clock", clockIsOff(off_s) ? "late" : "good", figures)];
}

const RANKS = ["bad", "late", "none", "good"];
const worse = (a: RowProps, b: RowProps) => RANKS.indexOf(a.state) - RANKS.indexOf(b.state);

export function StatusView() {
  const said = words.value.status;
  useEffect(() => keepLooking(), [runName.value]);
  const known = told.value;
  const since_s = known === null ? 0 : Math.max(0, ticked_ms.value - known.at_ms) / 1000;
  const checks = known?.status.checks ?? [];
  const rows = [...ownRows(), ...checks.map((check) => rowOf(check, since_s))].sort(worse);
  return (
    <main class="status" id="side" tabIndex={-1}>
      <h2>{said.title}</h2>
      <p class="trust" role="status" data-trust={trust.value ?? "unknown"}>
        <strong>{trust.value === null ? words.value.loading : said.trust[trust.value]}</strong>
        {known !== null && (
          <span>
            {said.asked} {secondsAgo(since_s, language.value)}
          </span>
        )}
        {failed.value && <span>{said.noAnswer}</span>}
        <button type="button" onClick={() => void look()}>
          {said.again}
        </button>
      </p>
      <div class="scroll" role="region" aria-label={said.title} tabIndex={0}>
        <table data-old={isStale.value || failed.value}>
          <thead>
            <tr>
              <th scope="col">{said.state}</th>
              <th scope="col">{said.part}</th>
              <th scope="col">{said.age}</th>
              <th scope="col">{said.expected}</th>
              <th scope="col">{said.figuresTitle}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.part} ${row.subject}`} {...row} />
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}
