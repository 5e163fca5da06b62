// Whether a message is ours: its code, or the whole of it, against what we sent.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { ago, clock } from "../page/times";
import { language, tagOf } from "../words/spoken";
import { codeOfPath, EXAMPLE, findCode } from "./codes";
import { messageOf, Refused, type Sent } from "./server";
import { T } from "./words";

type Answer =
  | { is: "none" | "checking" | "no_code" | "often" | "unreachable" }
  | { is: "no"; code: string }
  | { is: "yes"; sent: Sent };

const typed = signal("");
const answer = signal<Answer>({ is: "none" });

/** Ask what we sent under a code. */
async function ask(code: string): Promise<Answer> {
  try {
    const sent = await messageOf(code);
    return sent === null ? { is: "no", code } : { is: "yes", sent };
  } catch (error) {
    return { is: error instanceof Refused && error.status === 429 ? "often" : "unreachable" };
  }
}

/** Look for a code in a text, and ask for it. */
export async function check(text: string): Promise<void> {
  typed.value = text;
  const code = findCode(text);
  if (code === null) {
    answer.value = { is: "no_code" };
    return;
  }
  answer.value = { is: "checking" };
  answer.value = await ask(code);
}

const WhatToDo = () => (
  <>
    <h3>
      <T of="genuine.do_title" />
    </h3>
    <ul>
      {["genuine.do_links", "genuine.do_give", "genuine.do_call", "genuine.do_safe"].map((key) => (
        <li key={key}>
          <T of={key} />
        </li>
      ))}
    </ul>
  </>
);

function Proven({ sent }: { sent: Sent }) {
  const written = sent.texts[language] === undefined ? "ja" : language;
  const [title = "", ...body] = (sent.texts[written] ?? "").split("\n");
  const later = sent.corrected_by;
  return (
    <>
      <p>
        <strong>
          <T of="genuine.yes" with={{ code: `#${sent.code}` }} />
        </strong>
      </p>
      {sent.status !== "actual" && (
        <p class="trouble">
          <T of={`genuine.${sent.status}`} />
        </p>
      )}
      {sent.retracted && (
        <p class="trouble">
          <T of="genuine.retracted" />
        </p>
      )}
      {sent.ended && !sent.retracted && (
        <p class="trouble">
          <T of="genuine.ended" />
        </p>
      )}
      {sent.corrected && !sent.retracted && later === null && (
        <p class="trouble">
          <T of="genuine.being_corrected" />
        </p>
      )}
      {later !== null && (
        <p class="trouble">
          <T of="genuine.corrected" with={{ code: `#${later}` }} />{" "}
          <button type="button" onClick={() => void check(later)}>
            <T of="genuine.see" with={{ code: `#${later}` }} />
          </button>
        </p>
      )}
      <blockquote lang={tagOf(written)}>
        <h3>{title}</h3>
        <p class="words">{body.join("\n").trim()}</p>
      </blockquote>
      <p class="note">
        <time dateTime={sent.told_at}>
          <T of="genuine.sent" with={{ time: clock(sent.told_at), age: ago(sent.told_at) }} />
        </time>
      </p>
      <p>
        <T of="genuine.compare" />
      </p>
    </>
  );
}

function Result({ of: found }: { of: Answer }) {
  if (found.is === "none") return null;
  if (found.is === "yes") return <Proven sent={found.sent} />;
  const isNo = found.is === "no" || found.is === "no_code";
  return (
    <>
      <p>
        <strong>
          <T of={`genuine.${found.is}`} {...(found.is === "no" ? { with: { code: `#${found.code}` } } : {})} />
        </strong>
      </p>
      {isNo && <WhatToDo />}
    </>
  );
}

export function GenuinePart() {
  const here = useRef<HTMLElement>(null);
  useEffect(() => {
    const code = codeOfPath(location.pathname);
    if (code === null || location.hash.length > 1) return;
    here.current?.scrollIntoView();
    void check(code);
  }, []);
  const found = answer.value;
  return (
    <section class="telling" aria-labelledby="telling-genuine" id="genuine" ref={here}>
      <h2 id="telling-genuine">
        <T of="genuine.title" />
      </h2>
      <p>
        <T of="genuine.lead" with={{ example: EXAMPLE }} />
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void check(typed.peek());
        }}
      >
        <label class="field">
          <T of="genuine.label" />
          <textarea
            rows={3}
            value={typed.value}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </label>
        <p>
          <button type="submit" class="strong">
            <T of="genuine.check" />
          </button>
        </p>
      </form>
      <div role="status" class="answer" data-answer={found.is}>
        <Result of={found} />
      </div>
      <h3>
        <T of="know.title" />
      </h3>
      <ul>
        <li>
          <T of="know.code" with={{ example: EXAMPLE }} />
        </li>
        <li>
          <T of="know.check" />
        </li>
        <li>
          <T of="know.never" />
        </li>
      </ul>
    </section>
  );
}
