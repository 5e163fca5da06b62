// To whom: headquarters or an office, and where it may be, all of them.
import type { Signal } from "@preact/signals";

import { words } from "../../words/language";
import { me } from "../state";
import { offices } from "./state";

export const ALL = "*";
const HEADQUARTERS = "-";

/** The slug of what is chosen; headquarters has none. */
export const officeOf = (chosen: string): string | null =>
  chosen === HEADQUARTERS || chosen === ALL ? null : chosen;

interface ToProps {
  id: string;
  label: string;
  to: Signal<string>;
  /** The word for all, where that may be chosen. */
  all?: string;
  /** Whether one's own office may be chosen. */
  own?: boolean;
  /** Whether headquarters may be. */
  hq?: boolean;
}

export function To({ id, label, to, all, own = true, hq = true }: ToProps) {
  const said = words.value.offices;
  const mine = me.value?.office ?? HEADQUARTERS;
  const known: [string, string][] = [
    ...(hq ? [[HEADQUARTERS, said.headquarters] as [string, string]] : []),
    ...offices.value.map(({ slug, name }): [string, string] => [slug, name]),
  ];
  const choices = known.filter(([slug]) => own || slug !== mine);
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      <select
        id={id}
        value={to.value}
        onChange={(event) => {
          to.value = event.currentTarget.value;
        }}
      >
        {all !== undefined && <option value={ALL}>{all}</option>}
        {choices.map(([slug, name]) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
