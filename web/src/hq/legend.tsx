// What the marks mean.
import { LEVELS } from "../rivers/levels";
import type { Mark } from "../rivers/marks";
import { words } from "../words/language";
import { MarkPicture } from "./mark";

const SILENCES = ["late", "dead", "blind", "dormant", "never"] as const;

function Entry({ mark, children }: { mark: Mark; children: string }) {
  return (
    <li>
      <MarkPicture mark={mark} size="s" /> {children}
    </li>
  );
}

export function Legend() {
  const said = words.value;
  return (
    <details class="legend">
      <summary>{said.legend}</summary>
      <ul>
        {LEVELS.toReversed().map((level) => (
          <Entry key={level} mark={{ level, look: "live", unconfirmed: false }}>
            {said.levels[level] ?? ""}
          </Entry>
        ))}
        <Entry mark={{ level: 2, look: "live", unconfirmed: true }}>{said.unconfirmed.rise}</Entry>
        {SILENCES.map((look) => (
          <Entry key={look} mark={{ level: look === "blind" ? 4 : 2, look, unconfirmed: false }}>
            {said.looks[look]}
          </Entry>
        ))}
      </ul>
    </details>
  );
}
