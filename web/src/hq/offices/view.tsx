// Between offices: hand-over notes, requests and situation reports, of all or of one office.
import "../styles/offices.css";

import { useSignal, type Signal } from "@preact/signals";

import { words } from "../../words/language";
import { Choice } from "../choice";
import { Notes } from "./notes";
import { Reports } from "./reports";
import { Requests } from "./requests";
import { isOverdue, isUnread, notes, offices, requests } from "./state";

const PARTS = ["notes", "requests", "reports"] as const;
type Part = (typeof PARTS)[number];

/** "" is every office; HQ is headquarters, which has no slug. */
export const HQ = "-";

function Only({ office }: { office: Signal<string> }) {
  const said = words.value.offices;
  return (
    <label class="only-office">
      <span class="quiet">{said.office}</span>
      <select
        value={office.value}
        onChange={(event) => {
          office.value = event.currentTarget.value;
        }}
      >
        <option value="">{said.every}</option>
        <option value={HQ}>{said.headquarters}</option>
        {offices.value.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function OfficesView() {
  const said = words.value.offices;
  const part = useSignal<Part>("notes");
  const office = useSignal("");
  const counts: Record<Part, number> = {
    notes: notes.value.filter(isUnread).length,
    requests: requests.value.filter(isOverdue).length,
    reports: 0,
  };
  const wanted = (...slugs: (string | null)[]) =>
    office.value === "" || slugs.some((slug) => (slug ?? HQ) === office.value);
  return (
    <main class="offices-floor" id="side">
      <h2>{said.title}</h2>
      <div class="offices-head">
        <Choice label={said.title} of={PARTS} chosen={part}>
          {(each) => (
            <>
              {said.parts[each]}
              {counts[each] > 0 && <b class="count">{counts[each]}</b>}
            </>
          )}
        </Choice>
        <Only office={office} />
      </div>
      {part.value === "notes" && <Notes wanted={wanted} />}
      {part.value === "requests" && <Requests wanted={wanted} />}
      {part.value === "reports" && <Reports wanted={wanted} />}
    </main>
  );
}
