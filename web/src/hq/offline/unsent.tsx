// What waits to be sent, plainly: how much, since when, and what the server would not take.
import { dayTime, secondsAgo } from "../../words/formats";
import { language, words } from "../../words/language";
import { refusalOf } from "../acting";
import { Refused } from "../../api/client";
import { isStale, liveNow_ms } from "../state";
import type { Act } from "./outbox";
import { doAnew, dropAct, unsent, waitingHere } from "./sending";

function why({ refusal }: Act): string {
  return refusal === null ? "" : refusalOf(new Refused(refusal.status, refusal.message));
}

function Row({ act }: { act: Act }) {
  const said = words.value.offline;
  return (
    <li data-act={act.kind} data-refused={act.refusal !== null}>
      <time dateTime={act.at}>{dayTime(act.at, liveNow_ms.value)}</time>
      <span>
        <b>{said.kinds[act.kind] ?? said.other}</b> {act.about}
      </span>
      {act.refusal === null ? (
        <small>{said.waiting}</small>
      ) : (
        <>
          <em>
            {said.notTaken}: {why(act)}
          </em>
          <button type="button" onClick={() => void doAnew(act)}>
            {said.again}
          </button>
        </>
      )}
      <button type="button" onClick={() => void dropAct(act)}>
        {said.drop}
      </button>
    </li>
  );
}

/** What waits on this page; nothing where nothing does. */
export function Unsent() {
  const said = words.value.offline;
  const acts = unsent.value;
  const refused = acts.filter(({ refusal }) => refusal !== null).length;
  const waiting = acts.length - refused;
  const oldest = acts.find(({ refusal }) => refusal === null);
  return (
    <div role="status">
      {acts.length > 0 && (
        <details class="unsent" open={refused > 0}>
          <summary>
            {waiting > 0 && <strong>{said.unsent(waiting)}</strong>}
            {oldest !== undefined && (
              <span>
                {said.oldest} {secondsAgo((liveNow_ms.value - Date.parse(oldest.at)) / 1000, language.value)}
              </span>
            )}
            {refused > 0 && <strong class="wrong">{said.refused(refused)}</strong>}
            {waiting > 0 && <span>{isStale.value ? said.willSend : said.sending}</span>}
            <u>{said.list}</u>
          </summary>
          <ol>
            {acts.map((act) => (
              <Row key={act.key} act={act} />
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

/** That acts wait on this device, for whoever is about to sign in. */
export function WaitingHere() {
  const count = waitingHere.value;
  if (count === 0) return null;
  return (
    <p class="unsent" role="status">
      {words.value.offline.waitingHere(count)}
    </p>
  );
}
