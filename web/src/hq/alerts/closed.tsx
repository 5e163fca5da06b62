// The alerts that are over, found by time and station.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getClosedAlerts, type Past } from "../../api/alerts";
import type { Alert } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { runName, stations } from "../state";
import { nameOf } from "../wording";
import { AlertCard } from "./card";
import { fromLocal } from "./local";

export function Closed() {
  const said = words.value.alerting;
  const from = useSignal("");
  const to = useSignal("");
  const stationId = useSignal("");
  const found = useSignal<Alert[] | null>(null);
  const { busy, refused, act } = useActing();
  const find = () =>
    act(async () => {
      const past: Past = {
        ...(from.value !== "" && { since: fromLocal(from.value) }),
        ...(to.value !== "" && { until: fromLocal(to.value) }),
        ...(stationId.value !== "" && { station_id: stationId.value }),
      };
      const { features } = await getClosedAlerts(runName.value, past);
      found.value = features.map(({ properties }) => properties);
    });
  useEffect(() => {
    void find();
  }, [runName.value]);
  return (
    <section aria-label={said.closedTitle}>
      <form
        class="past"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        {([["from", from], ["to", to]] as const).map(([name, time]) => (
          <label key={name} class="field">
            <span>{said[name]}</span>
            <input
              type="datetime-local"
              value={time.value}
              onInput={(event) => {
                time.value = event.currentTarget.value;
              }}
            />
          </label>
        ))}
        <label class="field">
          <span>{said.station}</span>
          <select
            value={stationId.value}
            onChange={(event) => {
              stationId.value = event.currentTarget.value;
            }}
          >
            <option value="">{said.allStations}</option>
            {Array.from(stations.value.values(), ({ station }) => (
              <option key={station.station_id} value={station.station_id}>
                {nameOf(station)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={busy}>
          {said.find}
        </button>
      </form>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {found.value?.length === 0 && <p class="empty">{said.noClosed}</p>}
      <ul class="cards">
        {found.value?.map((alert) => (
          <AlertCard key={alert.alert_id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}
