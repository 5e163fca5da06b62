// The after-action packs: asked for, waited for, fetched.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { askPack, getPacks, packFile, type Pack } from "../../api/chronology";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { may, now_ms, runName } from "../state";

const AGAIN_MS = 3000;
const DAY_MS = 24 * 3600 * 1000;

const when = (time: string) => `${dayAndMonth(time)} ${clockTime(time)}`;
const isWaiting = ({ state }: Pack) => state === "queued" || state === "running";

function Row({ pack }: { pack: Pack }) {
  const said = words.value.chronology;
  const span = `${when(pack.since)} – ${when(pack.until)}`;
  return (
    <li data-pack={pack.pack_id} data-state={pack.state}>
      {pack.state === "done" ? (
        <a class="button" href={packFile(pack)}>
          ZIP {span}
        </a>
      ) : (
        <span>
          {span} {said.packStates[pack.state]}
        </span>
      )}
      {pack.failed_because !== null && <small class="wrong">{pack.failed_because}</small>}
    </li>
  );
}

export function Packs() {
  const said = words.value.chronology;
  const packs = useSignal<Pack[]>([]);
  const since = useSignal("");
  const { busy, refused, act } = useActing();
  const name = runName.value;
  const look = async () => {
    packs.value = await getPacks(name);
  };
  useEffect(() => {
    void act(look);
  }, [name]);
  const waiting = packs.value.some(isWaiting);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void look().catch(() => undefined), AGAIN_MS);
    return () => {
      clearInterval(timer);
    };
  }, [waiting, name]);
  const ask = () =>
    act(async () => {
      const from = since.value === "" ? new Date(now_ms.value - DAY_MS).toISOString() : `${since.value}:00+09:00`;
      await askPack(name, from, null);
      await look();
    });
  return (
    <details class="packs">
      <summary>{said.packs}</summary>
      <p class="quiet">{said.packsHold}</p>
      {may("write") && (
        <p class="buttons">
          <label class="field">
            <span>{said.packSince}</span>
            <input
              type="datetime-local"
              value={since.value}
              onInput={(event) => {
                since.value = event.currentTarget.value;
              }}
            />
          </label>
          <button type="button" disabled={busy} onClick={() => void ask()}>
            {said.makePack}
          </button>
        </p>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <ul>
        {packs.value.map((pack) => (
          <Row key={pack.pack_id} pack={pack} />
        ))}
      </ul>
    </details>
  );
}
