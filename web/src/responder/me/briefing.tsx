// The safety briefing: read, then acknowledged.
import { useSignal } from "@preact/signals";

import { BRIEFING } from "../contracts";
import { lookNow } from "../feed/feed";
import { Button, Trouble } from "../page/parts";
import { ask } from "../server";
import { me } from "../state";
import { T } from "../words/spoken";

const RULES = ["self", "water", "night", "pair", "kit", "check_in", "withdraw", "blocked", "hurt", "people"] as const;

export default function Briefing() {
  const failed = useSignal(false);
  const briefing = me.value?.told.briefing;
  const isOurs = briefing === undefined || briefing.version === BRIEFING;
  const acknowledge = () => {
    failed.value = false;
    ask("POST", "/responders/me/briefing", JSON.stringify({ version: BRIEFING }))
      .then(lookNow)
      .then(() => {
        location.hash = "#me";
      })
      .catch(() => {
        failed.value = true;
      });
  };
  return (
    <section class="briefing">
      <h1 tabIndex={-1}>
        <T of="briefing.title" />
      </h1>
      <p class="quiet">
        <T of="briefing.version" with={{ version: BRIEFING }} />
      </p>
      <ol>
        {RULES.map((rule) => (
          <li key={rule}>
            <strong>
              <T of={`briefing.${rule}`} />
            </strong>
            <p>
              <T of={`briefing.${rule}.why`} />
            </p>
          </li>
        ))}
      </ol>
      {!isOurs && (
        <p class="behind">
          <T of="briefing.newer" />
        </p>
      )}
      {isOurs && briefing?.acknowledged === false && <Button of="briefing.acknowledge" strong onClick={acknowledge} />}
      {briefing?.acknowledged === true && (
        <p class="fit">
          <T of="briefing.done" />
        </p>
      )}
      <Trouble>{failed.value && <T of="briefing.failed" />}</Trouble>
      <p>
        <a class="big" href="#me">
          <T of="page.back" />
        </a>
      </p>
    </section>
  );
}
