// What nobody may overlook: that this is not real, that the link is lost, that something failed.
import { secondsAgo } from "../words/formats";
import { language, words } from "../words/language";
import { fromKept } from "./offline/kept";
import { Unsent } from "./offline/unsent";
import { NewVersion } from "./offline/version";
import { LookingBack } from "./replay/banner";
import { heard_ms, isStale, link, run, runName, ticked_ms, trouble } from "./state";

function Drill() {
  const said = words.value;
  if (runName.value === "") return null;
  // A run the list does not know yet is not real either.
  const status = run.value?.status === "exercise" ? "exercise" : "test";
  const speed = run.value?.speed ?? 1;
  return (
    <div class="drill" role="note" data-status={status}>
      <strong>{said.runs[status]}</strong>
      <span>{said.notReal[status]}</span>
      <span class="slug">
        {runName.value}
        {speed !== 1 && ` ・ ${speed}${said.speed}`}
        {typeof run.value?.ended_at === "string" && ` ・ ${said.ended}`}
      </span>
    </div>
  );
}

function explained(): string {
  const said = words.value;
  if (fromKept.value) return said.offline.lastState;
  return link.value === "halted" ? said.offline.halted : said.lostExplained;
}

function LostLink() {
  const said = words.value;
  const silent_ms = Math.max(0, ticked_ms.value - heard_ms.value);
  const since = secondsAgo(silent_ms / 1000, language.value);
  return (
    <div class="lost">
      <strong>
        {link.value === "halted" ? said.halted : said.lost} — {said.lastHeard} {since}
      </strong>
      <span>{explained()}</span>
      <span>{said.offline.whatWaits}</span>
    </div>
  );
}

export function Banner() {
  return (
    <div class="banners">
      <Drill />
      <LookingBack />
      <div role="alert">{isStale.value && <LostLink />}</div>
      <div role="alert">
        {trouble.value !== null && (
          <div class="failed">
            {words.value.failed}: {trouble.value}
          </div>
        )}
      </div>
      <Unsent />
      <NewVersion />
    </div>
  );
}
