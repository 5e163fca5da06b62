// The typed phrase: nothing goes to residents in earnest by a slip of the hand.
import type { Signal } from "@preact/signals";

interface Asked {
  id: string;
  label: string;
  phrase: string | null;
  typed: Signal<string>;
}

export function Phrase({ id, label, phrase, typed }: Asked) {
  if (phrase === null) return null;
  return (
    <label class="phrase" for={id}>
      <span>{label}</span>
      <kbd>{phrase}</kbd>
      <input
        id={id}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

/** Whether what was typed is what is asked; the server asks again. */
export function isTyped({ phrase, typed }: Pick<Asked, "phrase" | "typed">): boolean {
  return phrase === null || typed.value.trim() === phrase;
}
