// What comes to this phone now, and how it is stopped: one tap, first on the page.
import { useSignal } from "@preact/signals";

import { phone, stopNumber, type Way } from "./phone";
import { begin, end, endsLater, stage, stop } from "./state";
import { T } from "./words";

const isStanding = () => stage.value.at === "on" || phone.value.at === "registered";

function Ways() {
  const number: Way | null = phone.value.at === "registered" ? phone.value.way : null;
  return (
    <ul>
      {stage.value.at === "on" && (
        <li>
          <T of="standing.push" />
        </li>
      )}
      {number !== null && (
        <li>
          <T of={`standing.${number}`} />
        </li>
      )}
    </ul>
  );
}

export function StandingPart() {
  const did = useSignal<"" | "stopping" | "stopped">("");
  const hadPush = useSignal(false);
  const stopAll = async () => {
    did.value = "stopping";
    hadPush.value = stage.peek().at === "on";
    if (hadPush.peek()) await stop();
    await stopNumber();
    await end();
    did.value = "stopped";
  };
  const stands = isStanding();
  const said = stands ? did.value === "stopping" : did.value === "stopped" || endsLater.value;
  return (
    <section class="telling standing" aria-labelledby="telling-standing" data-standing={stands} hidden={!stands && !said}>
      {stands && (
        <>
          <h2 id="telling-standing">
            <T of="standing.title" />
          </h2>
          <Ways />
          <p>
            <button type="button" class="stop" onClick={() => void stopAll()}>
              <T of="standing.stop" />
            </button>
          </p>
          {phone.value.at === "registered" && phone.value.way === "sms" && (
            <p>
              <T of="standing.reply" />
            </p>
          )}
        </>
      )}
      <p role="status" class="said">
        {said && <T of={did.value === "stopping" ? "standing.stopping" : endsLater.value ? "standing.stopped_later" : "standing.stopped"} />}
      </p>
      {!stands && did.value === "stopped" && (
        <p>
          {hadPush.value ? (
            <button type="button" onClick={() => void begin()}>
              <T of="standing.undo" />
            </button>
          ) : (
            <T of="standing.undo_sms" />
          )}
        </p>
      )}
    </section>
  );
}
