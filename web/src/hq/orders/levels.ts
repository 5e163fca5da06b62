// The alert levels (警戒レベル) that a mayor's order can have: another ladder than the gauge's.
export type OrderLevel = 3 | 4 | 5;
export const ORDER_LEVELS: readonly OrderLevel[] = [5, 4, 3];

export function orderLevel(number: number): OrderLevel {
  return number === 5 ? 5 : number === 4 ? 4 : 3;
}
