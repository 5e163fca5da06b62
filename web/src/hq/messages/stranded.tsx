// What reaches not everybody it is for, and who sees to it: whoever takes it ends the calling.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getCalls, takeCall } from "../../api/corrections";
import type { StrandedCall } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { deliveries, may, runName } from "../state";
import { Tick } from "../tick";

export function Stranded() {
  const said = words.value.telling;
  const calls = useSignal<StrandedCall[]>([]);
  const { busy, refused, act } = useActing();
  const name = runName.value;
  // Whatever is handed over or taken moves the ledger: then this is asked again.
  useEffect(() => {
    void act(async () => {
      const found = await getCalls(name);
      if (name === runName.value) calls.value = found;
    });
  }, [name, deliveries.value]);
  if (calls.value.length === 0 && refused === null) return null;
  return (
    <section class="stranded" aria-label={said.stranded}>
      <h3>{said.stranded}</h3>
      <p class="wrong" role="alert">
        {refused}
      </p>
      <ul class="cards">
        {calls.value.map((call) => (
          <li key={call.call_id} class="card" data-call={call.call_id}>
            <p>
              <b lang="ja">{call.name}</b> <span lang="ja">{call.areas.join("、")}</span>{" "}
              <b class="wrong">{said.undelivered(call.undelivered)}</b>
            </p>
            <p class="quiet">
              {said.called}：{call.called.join("、")}
            </p>
            {call.taken_by !== null && <p class="acknowledged"><Tick /> {said.taken(call.taken_by)}</p>}
            {call.taken_by === null && may("settle") && (
              <button
                type="button"
                class="strong"
                disabled={busy}
                onClick={() =>
                  void act(async () => {
                    calls.value = await takeCall(name, call.call_id);
                  })
                }
              >
                {said.take}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
