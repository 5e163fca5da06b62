// A danger that nobody has seen yet: said on every view, in the title, on the app's badge, and by a sound.
import { effect } from "@preact/signals";

import type { Alert } from "../../api/shapes";
import { words } from "../../words/language";
import { LevelMark } from "../mark";
import { asOf, link, liveStations, loaded, runName } from "../state";
import { backToNow } from "../replay/state";
import { tab } from "../tabs";
import { view } from "../view";
import { nameOf } from "../wording";
import { listenForPress, ring } from "./sound";
import { unseen } from "./state";

const SHOWN_AT_MOST = 3;

const keyOf = ({ alert_id, level }: Alert) => `${alert_id} ${level}`;

/** Ring for whatever became dangerous, or more dangerous, since the run was first on show. */
export function watchArrivals(): void {
  let run: string | null = null;
  let known = new Set<string>();
  listenForPress();
  effect(() => {
    const now = unseen.value.map(keyOf);
    if (!loaded.value) {
      run = null;
      return;
    }
    const isNew = run === runName.value && now.some((key) => !known.has(key));
    run = runName.value;
    known = new Set([...known, ...now]);
    if (isNew) void ring();
  });
  effect(() => {
    const count = unseen.value.length;
    if (!("setAppBadge" in navigator)) return;
    void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
  });
}

function One({ alert }: { alert: Alert }) {
  const station = liveStations.value.get(alert.station_id)?.station;
  return (
    <span class="arrived">
      <LevelMark level={alert.level} size="s" /> <b>{station === undefined ? alert.station_name : nameOf(station)}</b>{" "}
      {words.value.levels[alert.level]}
    </span>
  );
}

/** What stands above every view; its place is kept, so that nothing moves under a hand when a danger arrives. */
export function Arrivals() {
  const isKnown = loaded.value && link.value === "live";
  return (
    <div class="arrivals-place">
      <div role="alert">
        <Waiting />
      </div>
      {isKnown && unseen.value.length === 0 && <p class="no-arrivals">{words.value.alerting.noneArrived}</p>}
    </div>
  );
}

function Waiting() {
  const waiting = unseen.value;
  const said = words.value.alerting;
  return (
    <>
      {waiting.length > 0 && (
        <div class="arrivals" data-waiting={waiting.length}>
          <strong>
            {asOf.value !== null && `【${words.value.replay.now}】`}
            {said.arrived}
          </strong>
          {waiting.slice(0, SHOWN_AT_MOST).map((alert) => (
            <One key={alert.alert_id} alert={alert} />
          ))}
          {waiting.length > SHOWN_AT_MOST && <span>{said.more(waiting.length - SHOWN_AT_MOST)}</span>}
          <button
            type="button"
            onClick={() => {
              backToNow();
              view.value = "map";
              tab.value = "alerts";
              requestAnimationFrame(() => document.getElementById("tab-alerts")?.focus());
            }}
          >
            {said.look}
          </button>
        </div>
      )}
    </>
  );
}
