// The devices that speak for a station: when each was last heard, and how it says it is.
import { getDevices } from "../../api/station";
import type { Device, Station } from "../../api/shapes";
import { ago } from "../../words/formats";
import { language, words } from "../../words/language";
import { now_ms, runName } from "../state";
import { useAsked } from "./asked";

const EVERY_MS = 60_000;

/** What there is to say of a device; nothing is said of what it never told. */
function facts(device: Device): string[] {
  const said = words.value.station;
  const { battery_v, signal_dbm, spooled, time_ok, online, version } = device;
  return [
    online === false ? said.offline : "",
    battery_v === null ? "" : `${said.battery} ${battery_v.toFixed(1)} V`,
    signal_dbm === null ? "" : `${said.signal} ${signal_dbm.toFixed(0)} dBm`,
    spooled === null || spooled === 0 ? "" : said.spooled(spooled),
    time_ok === false ? said.clockWrong : "",
    version === null ? "" : `v${version}`,
  ].filter((fact) => fact !== "");
}

export function Devices({ station }: { station: Station }) {
  const said = words.value.station;
  const id = station.station_id;
  const { value } = useAsked(() => getDevices(runName.peek(), id), id, EVERY_MS);
  if (value === null || value.length === 0) return null;
  return (
    <section class="devices">
      <h3>{said.devices}</h3>
      <ul>
        {value.map((device) => (
          <li key={device.device_id}>
            <b>{device.device_id}</b> {ago(device.seen_at, now_ms.value, language.value)}
            <small class="block quiet">{facts(device).join("・")}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
