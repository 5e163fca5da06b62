// Saved phrases (定型文) to begin a text with: chosen, then still the writer's own to change.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getPhrases, type Phrase, type PhraseKind } from "../../api/admin";
import { words } from "../../words/language";
import { masterChanges } from "../master";

export function Phrases({ kind, text }: { kind: PhraseKind; text: Signal<string> }) {
  const saved = useSignal<Phrase[]>([]);
  useEffect(() => {
    getPhrases(kind).then(
      (found) => {
        saved.value = found;
      },
      () => undefined, // without them one writes by hand, as ever
    );
  }, [kind, masterChanges.value]);
  if (saved.value.length === 0) return null;
  const label = words.value.orders.phrases;
  return (
    <select
      class="phrases"
      aria-label={label}
      lang="ja"
      value=""
      onChange={(event) => {
        text.value = event.currentTarget.value;
        event.currentTarget.value = "";
      }}
    >
      <option value="">{label}…</option>
      {saved.value.map(({ phrase_id, texts }) => (
        <option key={phrase_id} value={texts["ja"]}>
          {texts["ja"]}
        </option>
      ))}
    </select>
  );
}
