// What stands beside the map: the counts, and the list, the alerts or the messages.
import { words } from "../words/language";
import { AlertPanel } from "./alerts/panel";
import { Counts } from "./counts";
import { parts } from "./layers/parts";
import { Ledger } from "./ledger";
import { StationList } from "./list";
import { asOf, openAlerts, stations } from "./state";
import { tab as open, TABS, type Tab } from "./tabs";

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export function Side() {
  const said = words.value;
  const counts: Record<Tab, number | null> = {
    stations: stations.value.size,
    alerts: openAlerts.value.length,
    messages: null,
    places: null,
  };
  const turn = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const next = TABS[(TABS.indexOf(open.value) + step + TABS.length) % TABS.length] ?? "stations";
    open.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  };
  const labels: Record<Tab, string> = { ...said, places: said.layers.places };
  const waiting = openAlerts.value.some(({ acknowledged_at }) => acknowledged_at === null);
  return (
    <section class="side" id="side" aria-label={labels[open.value]}>
      <Counts />
      <div class="tabs" role="tablist" onKeyDown={turn}>
        {TABS.map((tab) => (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            disabled={tab === "places" && asOf.value !== null}
            aria-selected={open.value === tab}
            aria-controls="tabpanel"
            tabIndex={open.value === tab ? 0 : -1}
            onClick={() => {
              open.value = tab;
            }}
          >
            {labels[tab]}
            {counts[tab] !== null && <b class={tab === "alerts" && waiting ? "waiting" : ""}>{counts[tab]}</b>}
          </button>
        ))}
      </div>
      <div id="tabpanel" class="tabpanel" role="tabpanel" aria-labelledby={`tab-${open.value}`}>
        {open.value === "stations" && <StationList />}
        {open.value === "alerts" && <AlertPanel />}
        {open.value === "messages" && <Ledger />}
        {open.value === "places" && (parts.value === null ? <p class="empty">{said.loading}</p> : <parts.value.Places />)}
      </div>
    </section>
  );
}
