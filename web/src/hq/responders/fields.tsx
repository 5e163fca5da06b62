// The fields of this view's forms; each writes into a signal.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import { isStale } from "../state";
import { said } from "./said";

interface Named {
  id: string;
  label: ComponentChildren;
  wide?: boolean;
}

interface TextProps extends Named {
  text: Signal<string>;
  hint?: string;
  longest?: number;
  rows?: number;
}

export function Text({ id, label, text, hint = "", longest = 120, rows, wide = false }: TextProps) {
  const shared = { id, lang: "ja", maxLength: longest, placeholder: hint, value: text.value };
  return (
    <label class={`field ${wide ? "wide" : ""}`} for={id}>
      <span>{label}</span>
      {rows === undefined ? (
        <input
          type="text"
          {...shared}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      ) : (
        <textarea
          rows={rows}
          {...shared}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      )}
    </label>
  );
}

interface TypedProps extends Named {
  type: "number" | "datetime-local";
  text: Signal<string>;
  min?: number;
  max?: number;
}

export function Typed({ id, label, type, text, min, max, wide = false }: TypedProps) {
  return (
    <label class={`field ${wide ? "wide" : ""}`} for={id}>
      <span>{label}</span>
      <input
        id={id}
        type={type}
        min={min}
        max={max}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

interface PickProps extends Named {
  chosen: Signal<string>;
  of: readonly (readonly [string, string])[];
  onPick?: (value: string) => void;
}

export function Pick({ id, label, chosen, of, onPick, wide = false }: PickProps) {
  return (
    <label class={`field ${wide ? "wide" : ""}`} for={id}>
      <span>{label}</span>
      <select
        id={id}
        value={chosen.value}
        onChange={(event) => {
          chosen.value = event.currentTarget.value;
          onPick?.(event.currentTarget.value);
        }}
      >
        {of.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TicksProps<T extends string> {
  label: string;
  of: readonly (readonly [T, string])[];
  ticked: Signal<ReadonlySet<T>>;
}

export function Ticks<T extends string>({ label, of, ticked }: TicksProps<T>) {
  return (
    <fieldset class="wide">
      <legend>{label}</legend>
      <div class="ticks">
        {of.map(([value, text]) => (
          <label key={value} class="tick">
            <input
              type="checkbox"
              checked={ticked.value.has(value)}
              onChange={(event) => {
                const next = new Set(ticked.value);
                if (event.currentTarget.checked) next.add(value);
                else next.delete(value);
                ticked.value = next;
              }}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export const Refusal = ({ text }: { text: string | null }) => (
  <p class="wrong wide" role="alert">
    {text}
  </p>
);

/** Nobody is sent anywhere, or called back, by a link that may wake up later. */
export function NotNow() {
  return <div role="alert">{isStale.value && <p class="caution">{said.value.notNow}</p>}</div>;
}
