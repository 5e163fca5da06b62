// Who would hear of a correction: everybody who may have read it, by the channel they got it by.
import { words } from "../../words/language";

interface Told {
  toTell: Record<string, number>;
  toCancel: number;
}

export function ToTell({ toTell, toCancel }: Told) {
  const said = words.value;
  const named: Record<string, string> = said.channels;
  const channels = Object.entries(toTell);
  const all = channels.reduce((sum, [, people]) => sum + people, 0);
  return (
    <div class="told">
      <p>
        {said.orders.reached} <b class="big">{said.orders.people(all)}</b>
        {channels.map(([channel, people]) => (
          <span key={channel} class="share">
            {named[channel] ?? channel} {people.toLocaleString()}
          </span>
        ))}
      </p>
      {toCancel > 0 && <p class="quiet">{said.orders.notSent(toCancel)}</p>}
    </div>
  );
}
