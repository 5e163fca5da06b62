// Whether a list shows what is over as well.
import type { Signal } from "@preact/signals";

export function Tick({ label, ticked }: { label: string; ticked: Signal<boolean> }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={ticked.value}
        onChange={(event) => {
          ticked.value = event.currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}
