// A proposal being typed: checked as it is written, its difference shown, and kept as a draft.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { addDraft, checkValues, type Checked, type Values, type What } from "../../api/admin";
import { useActing } from "../acting";
import { Differences } from "./differences";
import { Faults, FieldInput } from "./fields";
import { onShow, reload } from "./state";
import { typedOf, type Field, type Typed } from "./values";
import { said } from "./words";

const PAUSE_MS = 350; // until a value is held to be typed

interface Asked {
  what: What;
  subject: string;
  fields: readonly Field[];
  standing: Values | null;
  /** Values that are proposed beside those typed, such as an outline. */
  beside?: Values;
  /** What to begin with, where that is not what holds. */
  begin?: Values;
  onTyped?: (typed: Typed) => void;
  children?: ComponentChildren;
}

export function Proposal({ what, subject, fields, standing, beside, begin, onTyped, children }: Asked) {
  const words = said.value;
  const typed = useSignal<Typed>(typedOf(fields, begin ?? standing));
  const touched = useSignal(begin !== undefined);
  const note = useSignal("");
  const checked = useSignal<Checked | null>(null);
  const { busy, refused, act } = useActing();
  const values = (): Values => ({ ...beside, ...typed.value });
  const besideText = JSON.stringify(beside ?? {});
  const besideFirst = useRef(besideText);
  const isTouched = touched.value || besideText !== besideFirst.current;
  useEffect(() => {
    if (!isTouched || subject === "") return undefined;
    let left = false;
    const later = setTimeout(() => {
      checkValues(what, subject, values()).then(
        (found) => {
          if (!left) checked.value = found;
        },
        () => undefined, // saving asks again, and says what it was
      );
    }, PAUSE_MS);
    return () => {
      left = true;
      clearTimeout(later);
    };
  }, [typed.value, subject, isTouched, besideText]);
  const change = (name: string, value: string | boolean) => {
    typed.value = { ...typed.value, [name]: value };
    touched.value = true;
    onTyped?.(typed.value);
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      const made = await addDraft(what, subject, values(), note.value);
      await reload();
      onShow.value = { kind: "draft", id: made.draft_id };
    });
  };
  const faults = checked.value?.faults ?? [];
  const named = new Set(fields.map(([name]) => name));
  const isNew = standing === null && what === "neighbour";
  const isWrong = faults.some(({ weight }) => weight === "wrong");
  return (
    <form class="proposal" data-what={what} onSubmit={save} noValidate>
      {children}
      <div class="admin-fields">
        {fields.map((field) => (
          <FieldInput
            key={field[0]}
            form={what}
            field={field}
            typed={typed.value}
            faults={faults}
            onChange={change}
          />
        ))}
      </div>
      <div role="status">
        <Faults id={`${what}-other`} faults={faults.filter(({ field }) => !named.has(field))} />
      </div>
      {checked.value !== null && !isWrong && <Differences of={checked.value.differences} />}
      <div class="field">
        <label for={`${what}-note`}>{words.note}</label>
        <input
          id={`${what}-note`}
          type="text"
          lang="ja"
          maxLength={400}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </div>
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || !(isTouched || isNew) || subject === ""}>
          {words.saveDraft}
        </button>
        {touched.value && (
          <button
            type="button"
            onClick={() => {
              typed.value = typedOf(fields, standing);
              touched.value = false;
              checked.value = null;
              onTyped?.(typed.value);
            }}
          >
            {words.reset}
          </button>
        )}
      </p>
    </form>
  );
}
