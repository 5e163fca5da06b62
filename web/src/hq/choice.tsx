// One of a few, side by side, the chosen one pressed.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface ChoiceProps<T extends string | number> {
  label: string;
  of: readonly T[];
  chosen: Signal<T>;
  class?: string;
  isOff?: (each: T) => boolean;
  children: (each: T) => ComponentChildren;
}

export function Choice<T extends string | number>(props: ChoiceProps<T>) {
  const { label, of, chosen, isOff, children } = props;
  return (
    <div class={`choice ${props.class ?? ""}`.trim()} role="group" aria-label={label}>
      {of.map((each) => (
        <button
          key={each}
          type="button"
          disabled={isOff?.(each) ?? false}
          aria-pressed={chosen.value === each}
          onClick={() => {
            chosen.value = each;
          }}
        >
          {children(each)}
        </button>
      ))}
    </div>
  );
}
