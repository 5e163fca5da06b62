// What a draft changes: each value before and after.
import type { Difference } from "../../api/admin";
import { labelOf, shown } from "./values";
import { said } from "./words";

export function Differences({ of, isPast = false }: { of: Difference[]; isPast?: boolean }) {
  const words = said.value;
  if (of.length === 0) return null;
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={words.difference}>
      <table class="differences">
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{isPast ? words.before : words.now}</th>
            <th scope="col">{isPast ? words.after : words.proposed}</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{labelOf(field, words)}</th>
              <td>{shown(field, before, words)}</td>
              <td class="after">{shown(field, after, words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
