// The switch of the position, and what headquarters sees of it with its age.
import { useEffect } from "preact/hooks";

import { Button } from "../page/parts";
import { ago, T } from "../words/spoken";
import { here, isOn, sent_ms, startWatching, stopWatching, trouble, turn } from "./watch";

export function Position() {
  useEffect(() => {
    if (isOn.value) startWatching();
    else stopWatching();
  }, [isOn.value]);
  const now = here.value;
  return (
    <section class="position" data-on={isOn.value}>
      <h2>
        <T of="position.title" />
      </h2>
      <p>
        <T of={isOn.value ? "position.on" : "position.off"} />
      </p>
      <Button of={isOn.value ? "position.stop" : "position.begin"} onClick={() => { turn(!isOn.peek()); }} />
      <div role="status">
        {isOn.value && now !== null && (
          <p>
            <T of="position.here" with={{ age: ago(now.at_ms), n: Math.round(now.accuracy_m) }} />
          </p>
        )}
        {isOn.value && sent_ms.value !== null && (
          <p class="quiet">
            <T of="position.sent" with={{ age: ago(sent_ms.value) }} />
          </p>
        )}
        {trouble.value !== null && (
          <p class="trouble">
            <T of={`position.${trouble.value}`} />
          </p>
        )}
      </div>
    </section>
  );
}
