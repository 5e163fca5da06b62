// An alert level (警戒レベル) as it is drawn: the official colour, its digit and its order's name.
import { PAINT } from "../../rivers/levels";
import { words } from "../../words/language";

export type OrderLevel = 3 | 4 | 5;
export const ORDER_LEVELS: readonly OrderLevel[] = [5, 4, 3];

export function orderLevel(number: number): OrderLevel {
  return number === 5 ? 5 : number === 4 ? 4 : 3;
}

export function OrderLevelMark({ level }: { level: OrderLevel }) {
  const { alertLevel, levels } = words.value.orders;
  const { fill, text } = PAINT[level];
  return (
    <span class="order-level" style={{ background: fill, color: text }}>
      <small>{alertLevel}</small>
      <b>{level}</b>
      <span>{levels[level]}</span>
    </span>
  );
}
