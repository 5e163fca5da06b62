// Push on this phone: explained first, then asked for; where it can't be had, why, and what to do.
import { isBusy, phone, stopNumber } from "./phone";
import { begin, nothingChosen, stage } from "./state";
import { Install, Undo } from "./steps";
import { T } from "./words";

const Explained = () => (
  <ul class="explained">
    {["push.what", "push.often", "push.kept", "push.end"].map((key) => (
      <li key={key}>
        <T of={key} />
      </li>
    ))}
    {phone.value.at === "registered" && (
      <li>
        <T of="push.replaces" />
      </li>
    )}
  </ul>
);

/** Turn push on; a number that is told already is told no more, so that each message comes once. */
async function turnPushOn(): Promise<void> {
  await begin();
  if (stage.peek().at === "on") await stopNumber();
}

const Begin = ({ label }: { label: string }) => (
  <p>
    <button type="button" class="strong" disabled={isBusy.value} onClick={() => void turnPushOn()}>
      <T of={label} />
    </button>
  </p>
);

const Choose = () => (
  <p>
    <a class="button strong" href="#places">
      <T of="choice.change" />
    </a>
  </p>
);

/** What can be done from here. */
function Way() {
  const now = stage.value;
  if (now.at === "blocked") {
    if (now.by === "install") return <Install />;
    return now.by === "denied" ? <Undo /> : null;
  }
  if (now.at === "offered" && nothingChosen.value) return <Choose />;
  if (now.at === "failed") {
    return now.because === "nothing_chosen" || now.because === "refused" ? <Choose /> : <Begin label="push.again" />;
  }
  return now.at === "offered" || now.at === "stopped" ? <Begin label="push.begin" /> : null;
}

/** What is said of it, aloud to whoever listens: it changes by itself. */
function said(): string | null {
  const now = stage.value;
  switch (now.at) {
    case "blocked":
      return `push.blocked.${now.by}`;
    case "failed":
      return `push.failed.${now.because}`;
    case "not_offered":
      return "push.not_offered";
    case "offered":
      return nothingChosen.value ? "push.failed.nothing_chosen" : "push.begin_next";
    case "asking":
      return "push.asking";
    case "looking":
    case "subscribing":
      return "push.working";
    case "on":
      return "push.on";
    case "stopped":
      return null;
  }
}

export function PushPart() {
  const { at } = stage.value;
  const key = said();
  return (
    <section class="telling" aria-labelledby="telling-push" data-push={at}>
      <h2 id="telling-push">
        <T of="push.title" />
      </h2>
      {at !== "blocked" && at !== "not_offered" && at !== "on" && <Explained />}
      <p role="status" class="said">
        {key !== null && <T of={key} />}
      </p>
      <Way />
      {at === "on" && (
        <p>
          <T of="push.trial" />
        </p>
      )}
    </section>
  );
}
