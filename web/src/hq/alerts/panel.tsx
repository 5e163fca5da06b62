// The alert panel: what is open, what is kept back, and what is over.
import "../styles/alerts.css";

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { words } from "../../words/language";
import { refusalOf } from "../acting";
import { Choice } from "../choice";
import { areas, loadAreas } from "../orders/state";
import { asOf, openAlerts, runName } from "../state";
import { AlertCard } from "./card";
import { Closed } from "./closed";
import { groupsOf, type Grouping } from "./groups";
import { Silences } from "./silences";
import * as sound from "./sound";
import { keptBack } from "./state";

const PARTS = ["open", "silences", "closed"] as const;
type Part = (typeof PARTS)[number];
const GROUPINGS: readonly Grouping[] = ["worst", "river", "area"];

function SoundSwitch() {
  const said = words.value.alerting;
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={sound.isOn.value}
        aria-label={said.sound}
        title={said.sound}
        onClick={() => void sound.turn(!sound.isOn.value)}
      >
        {sound.isOn.value ? said.soundOn : said.soundOff}
      </button>
      {sound.waits.value && <small class="quiet">{said.soundWaits}</small>}
    </>
  );
}

function Open() {
  const said = words.value;
  const by = useSignal<Grouping>("worst");
  const refused = useSignal<string | null>(null);
  const open = openAlerts.value;
  useEffect(() => {
    if (by.value !== "area" || areas.value !== null) return;
    loadAreas().catch((error: unknown) => {
      refused.value = refusalOf(error);
    });
  }, [by.value, runName.value]);
  const groups = groupsOf(open, by.value, areas.value ?? [], said.alerting.noArea);
  return (
    <>
      <div class="alert-tools">
        <Choice label={said.alerting.group} of={GROUPINGS} chosen={by}>
          {(each) => said.alerting.groups[each]}
        </Choice>
        <SoundSwitch />
      </div>
      <p class="wrong" role="alert">
        {refused.value}
      </p>
      {open.length === 0 && <p class="empty">{said.noAlerts}</p>}
      {groups.map(({ name, alerts }) => (
        <section key={name} aria-label={name === "" ? said.alerts : name}>
          {name !== "" && (
            <h3 class="group">
              {name} <b>{alerts.length}</b>
            </h3>
          )}
          <ul class="cards">
            {alerts.map((alert) => (
              <AlertCard key={alert.alert_id} alert={alert} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

export function AlertPanel() {
  const said = words.value.alerting;
  const part = useSignal<Part>("open");
  const counts: Record<Part, number | null> = {
    open: openAlerts.value.length,
    silences: keptBack.value.length,
    closed: null,
  };
  return (
    <>
      <Choice
        label={said.panel}
        of={PARTS}
        chosen={part}
        class="ledger-by"
        isOff={(each) => asOf.value !== null && each !== "open"}
      >
        {(each) => (
          <>
            {said.tabs[each]} {counts[each] !== null && counts[each] > 0 && <b>{counts[each]}</b>}
          </>
        )}
      </Choice>
      {(part.value === "open" || asOf.value !== null) && <Open />}
      {part.value === "silences" && asOf.value === null && <Silences />}
      {part.value === "closed" && asOf.value === null && <Closed />}
    </>
  );
}
