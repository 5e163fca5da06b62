// What keeps somebody from a task, each reason by itself; or that nothing does.
import type { Reason } from "./contracts";
import { said } from "./said";

export function Missing({ reasons }: { reasons: readonly Reason[] }) {
  const words = said.value;
  if (reasons.length === 0) return <span class="good">{words.nothingMissing}</span>;
  return (
    <ul class="reasons" aria-label={words.missing}>
      {reasons.map((reason) => (
        <li key={reason}>{words.reasons[reason]}</li>
      ))}
    </ul>
  );
}
