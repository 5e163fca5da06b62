// That the page shows a moment gone by: on top of everything, so that nobody takes it for now.
import { clockTimeWithSeconds, fullDate } from "../../words/formats";
import { words } from "../../words/language";
import { asOf, now_ms } from "../state";
import { backToNow, isFetching, wrong } from "./state";

export function LookingBack() {
  const said = words.value.replay;
  if (asOf.value === null) return null;
  const at = now_ms.value;
  return (
    <div class="back-to" role="note" data-as-of={new Date(at).toISOString()}>
      <strong>
        {said.title} <time dateTime={new Date(at).toISOString()}>{said.asOf(`${fullDate(at)} ${clockTimeWithSeconds(at)}`)}</time>
      </strong>
      <span>{said.explained}</span>
      <span role="status">{wrong.value ?? (isFetching.value ? said.loading : "")}</span>
      <button type="button" class="strong" onClick={backToNow}>
        {said.backToNow}
      </button>
    </div>
  );
}

/** In place of a view that knows the present alone. */
export function OnlyNow() {
  const said = words.value.replay;
  return (
    <main class="floor-message">
      <p>{said.notHere}</p>
      <button type="button" class="strong" onClick={backToNow}>
        {said.backToNow}
      </button>
    </main>
  );
}
