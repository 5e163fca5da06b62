// A number is registered: what it is used for, the number, the code that comes to it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { confirm, isBusy, phone, register, seemsRight, trouble, useAnother, type PhoneStage, type Way } from "./phone";
import { nothingChosen, stage, standing } from "./state";
import { T } from "./words";

const EXAMPLES: Readonly<Record<Way, string>> = { sms: "090-1234-5678", voice: "03-1234-5678" };

function TroubleSaid() {
  const found = trouble.value;
  return (
    <p role="alert" class="trouble" id="telling-trouble">
      {found !== null && <T of={found === "chosen" ? "push.failed.nothing_chosen" : `sms.error.${found}`} />}
    </p>
  );
}

const Consent = ({ isGiven, give }: { isGiven: boolean; give: (given: boolean) => void }) => (
  <>
    <ul class="explained">
      {["sms.use", "sms.carrier", "sms.kept", "standing.reply"].map((key) => (
        <li key={key}>
          <T of={key} />
        </li>
      ))}
      {standing.value !== null && (
        <li>
          <T of="sms.replaces" />
        </li>
      )}
    </ul>
    <details>
      <summary>
        <T of="sms.privacy" />
      </summary>
      <ul class="explained">
        {["privacy.kept", "privacy.sent", "privacy.code", "privacy.ask"].map((key) => (
          <li key={key}>
            <T of={key} />
          </li>
        ))}
      </ul>
    </details>
    <label class="choice">
      <input
        type="checkbox"
        checked={isGiven}
        onChange={(event) => {
          give(event.currentTarget.checked);
        }}
      />
      <span>
        <T of="sms.agree" />
      </span>
    </label>
  </>
);

const WhichWay = ({ way, take }: { way: Way; take: (way: Way) => void }) => (
  <fieldset>
    <legend>
      <T of="sms.way" />
    </legend>
    {(["sms", "voice"] as const).map((each) => (
      <label key={each} class="choice">
        <input
          type="radio"
          name="phone-way"
          checked={way === each}
          onChange={() => {
            take(each);
          }}
        />
        <span>
          <T of={`sms.way_${each}`} />
        </span>
      </label>
    ))}
  </fieldset>
);

/** What is wrong with what somebody wrote, before anything is sent. */
function fault(number: string, way: Way, agreed: boolean) {
  if (nothingChosen.peek()) return "chosen";
  if (!seemsRight(number, way)) return way === "sms" ? "number" : "landline";
  return agreed ? null : "agree";
}

function NumberForm({ number, take }: { number: string; take: (number: string) => void }) {
  const way = useSignal<Way>("sms");
  const agreed = useSignal(false);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    trouble.value = fault(number, way.peek(), agreed.peek());
    if (trouble.peek() === null) void register(number, way.peek());
  };
  const isWrong = trouble.value === "number" || trouble.value === "landline";
  return (
    <form onSubmit={send} noValidate>
      <WhichWay way={way.value} take={(chosen) => (way.value = chosen)} />
      <label class="field">
        <T of="sms.number" />
        <input
          type="tel"
          autocomplete="tel"
          inputMode="tel"
          value={number}
          aria-describedby="telling-number-hint telling-trouble"
          aria-invalid={isWrong}
          onInput={(event) => {
            take(event.currentTarget.value);
          }}
        />
      </label>
      <p class="note" id="telling-number-hint">
        <T of="sms.number_hint" with={{ example: EXAMPLES[way.value] }} />
      </p>
      <Consent isGiven={agreed.value} give={(given) => (agreed.value = given)} />
      <TroubleSaid />
      <p>
        <button type="submit" class="strong" disabled={isBusy.value}>
          <T of={isBusy.value ? "sms.sending" : way.value === "sms" ? "sms.send" : "sms.call"} />
        </button>
      </p>
    </form>
  );
}

/** Seconds that are left until a moment, counted down while somebody looks. */
function useSecondsTo(moment_ms: number): number {
  const left = useSignal(0);
  useEffect(() => {
    const count = () => {
      left.value = Math.max(0, Math.ceil((moment_ms - Date.now()) / 1000));
    };
    count();
    const timer = setInterval(count, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [moment_ms]);
  return left.value;
}

function Resend({ again_ms, number, way }: { again_ms: number; number: string; way: Way }) {
  const wait_s = useSecondsTo(again_ms);
  if (number === "") return null; // the page was opened anew, and numbers are not kept
  if (wait_s > 0) {
    return (
      <p class="note">
        <T of="sms.resend_in" with={{ n: wait_s }} />
      </p>
    );
  }
  return (
    <p>
      <button type="button" disabled={isBusy.value} onClick={() => void register(number, way)}>
        <T of="sms.resend" />
      </button>
    </p>
  );
}

type Coming = Extract<PhoneStage, { at: "code" }>;

function CodeForm({ coming, number }: { coming: Coming; number: string }) {
  const code = useSignal("");
  const show = (event: SubmitEvent) => {
    event.preventDefault();
    void confirm(code.peek());
  };
  return (
    <form onSubmit={show} noValidate>
      <p role="status">
        <T of={coming.way === "sms" ? "sms.coming" : "sms.calling"} />
      </p>
      <label class="field">
        <T of="sms.code" />
        <input
          class="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          value={code.value}
          aria-describedby="telling-trouble"
          aria-invalid={trouble.value === "wrong"}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </label>
      <TroubleSaid />
      <p>
        <button type="submit" class="strong" disabled={isBusy.value}>
          <T of="sms.verify" />
        </button>
      </p>
      <Resend again_ms={coming.again_ms} number={number} way={coming.way} />
      <p>
        <button type="button" onClick={useAnother}>
          <T of="sms.other" />
        </button>
      </p>
    </form>
  );
}

/** Whether push can't be had here, as things are. */
const isOnlyWay = (): boolean => stage.value.at === "blocked" || stage.value.at === "not_offered";

export function PhonePart() {
  const number = useSignal("");
  const now = phone.value;
  return (
    <section class="telling" aria-labelledby="telling-phone" data-phone={now.at}>
      <h2 id="telling-phone">
        <T of="sms.title" />
      </h2>
      <p>
        <T of="sms.lead" />
      </p>
      {now.at === "number" && (
        <details open={isOnlyWay()}>
          <summary>
            <T of="sms.again" />
          </summary>
          <NumberForm number={number.value} take={(typed) => (number.value = typed)} />
        </details>
      )}
      {now.at === "code" && <CodeForm coming={now} number={number.value} />}
      <p role="status" class="said">
        {now.at === "registered" && <T of="sms.done" />}
      </p>
      {now.at === "registered" && (
        <p>
          <button type="button" onClick={useAnother}>
            <T of="sms.again" />
          </button>
        </p>
      )}
    </section>
  );
}
