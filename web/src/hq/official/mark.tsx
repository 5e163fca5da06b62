// The alert level of official information, in the official colours: another ladder than the gauge's.
import type { Level, Official } from "../../api/shapes";
import { PAINT } from "../../rivers/levels";
import { words } from "../../words/language";

const asLevel = (number: number): Level => ([0, 1, 2, 3, 4, 5] as const)[number] ?? 0;

export function OfficialMark({ piece }: { piece: Pick<Official, "alert_level" | "name" | "kind"> }) {
  const said = words.value.official;
  const { fill, text } = PAINT[asLevel(piece.alert_level)];
  return (
    <span class="order-level" style={{ background: fill, color: text }}>
      <small>
        {said.alertLevel}
        {piece.alert_level}
        {piece.alert_level > 1 && said.equivalent}
      </small>
      <span lang="ja">{piece.name}</span>
    </span>
  );
}
