// What is known of a device, as a list of facts; what it never told is left out.
import type { ComponentChildren } from "preact";

import { ago, clockTime, dayAndMonth, fullDate } from "../../words/formats";
import { language } from "../../words/language";
import { liveNow_ms } from "../state";
import type { Certificate, Device } from "./state";
import { said } from "./words";

const volts = (value: number) => `${value.toFixed(2)} V`;
const moment = (at: string) => `${dayAndMonth(at)} ${clockTime(at)}`;

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function batteryOf(device: Device): string {
  const words = said.value;
  const { battery_v, battery_percent, battery_floor_v, battery_falls_at, battery_without_sun_at } = device;
  const outlook = words.batteries[device.battery] ?? device.battery;
  return [
    battery_v === null ? "" : volts(battery_v),
    battery_percent === null ? "" : `${battery_percent.toFixed(0)} %`,
    battery_floor_v === null ? "" : words.floor(volts(battery_floor_v)),
    battery_falls_at === null ? outlook : `${outlook} ${moment(battery_falls_at)}`,
    battery_without_sun_at === null ? "" : `${words.withoutSun} ${moment(battery_without_sun_at)}`,
  ]
    .filter((each) => each !== "")
    .join("・");
}

function configOf({ config, config_followed, config_refused }: Device): string {
  const words = said.value;
  if (config === null) return words.configOwn;
  const wanted = Object.entries(config.intervals_s).map(([sensor, seconds]) => words.every(sensor, seconds));
  const standing =
    config_followed === config.version
      ? words.followed(config.version)
      : config_refused === null
        ? words.pending(config.version)
        : words.refused(config.version, config_refused);
  return [standing, ...wanted].join("・");
}

function keyOf(each: Certificate): string {
  const words = said.value;
  const name = each.fingerprint.slice(0, 12);
  if (each.revoked_at !== null) {
    const listed = each.listed_at === null ? words.unlisted : words.listed;
    return `${name} ${words.revokedBy(each.revoked_by ?? "", each.revoked_because ?? "")}（${listed}）`;
  }
  const until = each.ends_at === null ? words.until(fullDate(each.not_after)) : words.overlap(fullDate(each.ends_at));
  return `${name} ${until}${each.is_used ? `（${words.used}）` : ""}`;
}

/** A radio sensor: its station, when it was heard, and what it said of itself. */
function nodeOf(node: Device["nodes"][number]): string {
  const words = said.value;
  const { heard_at, battery_v, battery_percent, signal_dbm, temperature_c } = node;
  const told = heard_at === null ? words.neverHeard : `${ago(heard_at, liveNow_ms.value, language.value)}（${moment(heard_at)}）`;
  return [
    `${node.is_silent ? "× " : ""}${node.station_id} ${told}`,
    battery_v === null ? "" : `${words.battery} ${volts(battery_v)}`,
    battery_percent === null ? "" : `${words.battery} ${battery_percent.toFixed(0)} %`,
    signal_dbm === null ? "" : `${words.signal} ${signal_dbm} dBm`,
    temperature_c === null ? "" : `${temperature_c.toFixed(1)} ℃`,
    node.dev_eui,
  ]
    .filter((each) => each !== "")
    .join("・");
}

export function Facts({ device }: { device: Device }) {
  const words = said.value;
  const { heard_at, battery_v, battery_percent, signal_dbm, temperature_c, solar_v, boot, spooled, version } = device;
  return (
    <dl>
      {device.station_ids.length > 0 && <Fact name={words.stations}>{device.station_ids.join("、")}</Fact>}
      <Fact name={words.heard}>
        {heard_at === null ? words.never : `${ago(heard_at, liveNow_ms.value, language.value)}（${moment(heard_at)}）`}
      </Fact>
      {(battery_v !== null || battery_percent !== null) && <Fact name={words.battery}>{batteryOf(device)}</Fact>}
      {signal_dbm !== null && <Fact name={words.signal}>{signal_dbm} dBm</Fact>}
      {temperature_c !== null && <Fact name={words.temperature}>{temperature_c.toFixed(1)} ℃</Fact>}
      {solar_v !== null && <Fact name={words.solar}>{volts(solar_v)}</Fact>}
      {device.faults.length > 0 && (
        <Fact name={words.faults}>
          {device.faults.map((each) => (
            <span key={each.sensor} class="fleet-key">
              {each.sensor} {words.faultKinds[each.kind] ?? each.kind}（{words.since(moment(each.since))}）
              <small class="quiet" lang="en">{each.said}</small>
            </span>
          ))}
        </Fact>
      )}
      {device.nodes.length > 0 && (
        <Fact name={words.nodes}>
          {device.nodes.map((each) => (
            <span key={each.dev_eui} class="fleet-key">
              {nodeOf(each)}
            </span>
          ))}
        </Fact>
      )}
      {version !== null && <Fact name={words.version}>{version}</Fact>}
      {boot !== null && <Fact name={words.boots}>{boot}</Fact>}
      {spooled !== null && <Fact name={words.spooled}>{spooled}</Fact>}
      {device.is_registered && (
        <>
          <Fact name={words.config}>{configOf(device)}</Fact>
          <Fact name={words.key}>
            {device.certificates.length === 0
              ? words.noKey
              : device.certificates.map((each) => (
                  <span key={each.fingerprint} class="fleet-key">
                    {keyOf(each)}
                  </span>
                ))}
          </Fact>
        </>
      )}
    </dl>
  );
}
