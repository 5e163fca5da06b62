// A line of text that a person writes.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface FieldProps {
  id: string;
  label: ComponentChildren;
  text: Signal<string>;
  hint?: string;
  longest?: number;
  isAddress?: boolean;
}

export function Field({ id, label, text, hint = "", longest = 400, isAddress = false }: FieldProps) {
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      <input
        id={id}
        type="text"
        inputMode={isAddress ? "url" : "text"}
        lang="ja"
        maxLength={longest}
        placeholder={hint}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
