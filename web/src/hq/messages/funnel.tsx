// How far a message came, channel by channel; what nobody knows is never shown as delivered.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getMessage } from "../../api/client";
import type { Funnel as Counted } from "../../api/shapes";
import { words } from "../../words/language";
import { runName } from "../state";
import { stagesOf, troublesOf } from "./stages";

const AGAIN_MS = 3000;

function Channel({ funnel }: { funnel: Counted }) {
  const said = words.value;
  const named: Record<string, string> = said.channels;
  return (
    <tr data-channel={funnel.channel}>
      <th scope="row">{named[funnel.channel] ?? funnel.channel}</th>
      <td>
        <ol class="stages">
          {stagesOf(funnel).map(({ stage, count }) => (
            <li key={stage} data-stage={stage}>
              {said.telling.stages[stage]} <b>{count === null ? "—" : count.toLocaleString()}</b>
            </li>
          ))}
        </ol>
        {troublesOf(funnel).length > 0 && (
          <ul class="stages troubles">
            {troublesOf(funnel).map(({ stage, count }) => (
              <li key={stage} data-stage={stage}>
                {said.telling.troubles[stage]} <b>{count.toLocaleString()}</b>
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

export function Funnel({ counted }: { counted: Counted[] }) {
  const said = words.value.telling;
  if (counted.length === 0) return <p class="quiet">{said.nobodyYet}</p>;
  return (
    <>
      <table class="funnel">
        <caption class="hidden">{said.funnel}</caption>
        <tbody>
          {counted.map((funnel) => (
            <Channel key={funnel.channel} funnel={funnel} />
          ))}
        </tbody>
      </table>
      {counted.some(({ channel }) => channel === "push") && <p class="quiet">{said.pushNote}</p>}
    </>
  );
}

/** The funnel of one message, asked for again while it is on show. */
export function MessageFunnel({ messageId }: { messageId: number }) {
  const counted = useSignal<Counted[] | null>(null);
  useEffect(() => {
    const look = async () => {
      // A lost link is said above; what was counted last stays on show.
      const found = await getMessage(runName.value, messageId).catch(() => null);
      if (found !== null) counted.value = found.funnel;
    };
    void look();
    const again = setInterval(() => void look(), AGAIN_MS);
    return () => {
      clearInterval(again);
    };
  }, [messageId]);
  return (
    <section>
      <h4>{words.value.telling.funnel}</h4>
      {counted.value === null ? <p class="quiet">{words.value.loading}</p> : <Funnel counted={counted.value} />}
    </section>
  );
}
