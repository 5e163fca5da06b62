// The audit trail: what everybody did, the newest first, filtered and taken out.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { actsCsv, getActs, type Sought } from "../../api/staff";
import type { Act } from "../../api/shapes";
import { clockTimeWithSeconds, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import "../styles/staff.css";

const NOBODY = "-";
/** What an act is called; what has no words yet goes by its own name. */
const nameOf = (act: string): string => words.value.audit.acts[act] ?? act.replaceAll("_", " ");
const ALL: Sought = { person: "", act: "", subject: "", since: "", until: "" };

function Filter({ sought, kinds, search }: { sought: Signal<Sought>; kinds: string[]; search: () => void }) {
  const said = words.value.audit;
  const field = (name: keyof Sought, type: "search" | "date", label: string) => {
    const given = {
      id: `audit-${name}`,
      value: sought.value[name],
      onInput: (event: { currentTarget: HTMLInputElement }) => {
        sought.value = { ...sought.value, [name]: event.currentTarget.value };
      },
    };
    return (
      <label for={given.id}>
        <span>{label}</span>
        {type === "date" ? <input type="date" {...given} /> : <input type="search" {...given} />}
      </label>
    );
  };
  return (
    <form
      class="audit-filter"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      {field("person", "search", said.person)}
      <label for="audit-act">
        <span>{said.act}</span>
        <select
          id="audit-act"
          value={sought.value.act}
          onChange={(event) => {
            sought.value = { ...sought.value, act: event.currentTarget.value };
          }}
        >
          <option value="">{said.any}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {nameOf(kind)}
            </option>
          ))}
        </select>
      </label>
      {field("subject", "search", said.subject)}
      {field("since", "date", said.since)}
      {field("until", "date", said.until)}
      <button type="submit" class="strong">
        {said.search}
      </button>
      <a class="button" href={actsCsv(sought.value)} download>
        {said.csv}
      </a>
    </form>
  );
}

function Line({ act }: { act: Act }) {
  const staff = words.value.staff;
  const roles: Record<string, string> = staff.roles;
  const details = Object.entries(act.details).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return (
    <tr data-act={act.act}>
      <td>
        <time dateTime={act.acted_at}>
          {dayAndMonth(act.acted_at)} {clockTimeWithSeconds(Date.parse(act.acted_at))}
        </time>
      </td>
      <td>
        {act.person === NOBODY ? words.value.audit.nobody : act.person}{" "}
        <small class="quiet">
          {roles[act.role] ?? (act.role === NOBODY ? "" : act.role)} {act.office}
        </small>
      </td>
      <td>{nameOf(act.act)}</td>
      <td>{act.subject}</td>
      <td>{act.address}</td>
      <td class="details">{details.join(" ")}</td>
    </tr>
  );
}

export function AuditView() {
  const said = words.value.audit;
  const sought = useSignal<Sought>(ALL);
  const acts = useSignal<Act[] | null>(null);
  const kinds = useSignal<string[]>([]);
  const isMore = useSignal(false);
  const { busy, refused, act } = useActing();
  const search = (before?: number) =>
    act(async () => {
      const found = await getActs(sought.value, before);
      acts.value = before === undefined ? found.acts : [...(acts.value ?? []), ...found.acts];
      kinds.value = found.kinds;
      isMore.value = found.acts.length === 100;
    });
  useEffect(() => {
    void search();
  }, []);
  const last = acts.value?.at(-1);
  return (
    <main class="staff-page audit" id="side">
      <p class="quiet">{said.lead}</p>
      <Filter sought={sought} kinds={kinds.value} search={() => void search()} />
      <p class="wrong" role="alert">
        {refused}
      </p>
      {acts.value?.length === 0 && <p class="empty">{said.none}</p>}
      {last !== undefined && (
        <div class="audit-table" tabIndex={0} role="region" aria-label={said.title}>
          <table>
            <thead>
              <tr>
                {[said.at, said.person, said.act, said.subject, said.address, said.details].map((each) => (
                  <th key={each} scope="col">
                    {each}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{acts.value?.map((each) => <Line key={each.act_id} act={each} />)}</tbody>
          </table>
        </div>
      )}
      {isMore.value && last !== undefined && (
        <button type="button" disabled={busy} onClick={() => void search(last.act_id)}>
          {said.more}
        </button>
      )}
    </main>
  );
}
