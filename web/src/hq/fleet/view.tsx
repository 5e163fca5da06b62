// The devices on the bank, the worst first: what is the matter, what is known, what may be done.
import "./fleet.css";

import { useEffect } from "preact/hooks";

import { secondsAgo } from "../../words/formats";
import { language } from "../../words/language";
import { may, ticked_ms } from "../state";
import { Acts } from "./acts";
import { Facts } from "./facts";
import { failed, fleet, keepLooking, look, type Device } from "./state";
import { said } from "./words";

const SIGNS: Record<Device["state"], string> = { bad: "×", late: "△", none: "―", good: "○" };

function Card({ device }: { device: Device }) {
  const words = said.value;
  return (
    <li data-state={device.state} data-device={device.device_id}>
      <h3>
        <span class="fleet-state">
          <span aria-hidden="true">{SIGNS[device.state]}</span> {words.states[device.state]}
        </span>{" "}
        {device.device_id} {device.what !== "" && <small class="quiet">{device.what}</small>}
      </h3>
      {device.concerns.length > 0 && (
        <ul class="fleet-concerns">
          {device.concerns.map((each) => (
            <li key={each}>{words.concerns[each] ?? each}</li>
          ))}
        </ul>
      )}
      <Facts device={device} />
      {device.is_registered && may("administer") && <Acts device={device} />}
    </li>
  );
}

export function FleetView() {
  const words = said.value;
  useEffect(keepLooking, []);
  const known = fleet.value;
  const devices = known?.told.devices ?? [];
  const count = (state: Device["state"]) => devices.filter((each) => each.state === state).length;
  return (
    <main class="fleet" id="side" tabIndex={-1}>
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <p class="fleet-line" role="status">
        <strong>{words.counts(count("bad"), count("late"), devices.length)}</strong>
        {known !== null && (
          <span>
            {words.asked} {secondsAgo(Math.max(0, ticked_ms.value - known.at_ms) / 1000, language.value)}
          </span>
        )}
        {failed.value && <span class="wrong">{words.noAnswer}</span>}
        <button type="button" onClick={() => void look()}>
          {words.again}
        </button>
      </p>
      {known !== null && devices.length === 0 && <p>{words.none}</p>}
      <ul class="fleet-list" aria-label={words.title}>
        {devices.map((device) => (
          <Card key={device.device_id} device={device} />
        ))}
      </ul>
    </main>
  );
}
