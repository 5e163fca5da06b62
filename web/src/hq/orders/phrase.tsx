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
      <kbd lang="ja">{phrase}</kbd>
      <input
        id={id}
        type="text"
        lang="ja"
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
