import type { StreamItem } from '../api/types';
import { named } from '../parts/units';
import type { Figure } from './Figures';

export type Column = 'name' | 'scope' | 'rateIn' | 'rateOut' | 'backlog' | 'size' | 'producers' | 'consumers';

export interface Order {
  column: Column;
  isDescending: boolean;
}

/** Streams in an order; those whose figures are not known yet come last. */
export function ordered(items: readonly StreamItem[], figures: ReadonlyMap<string, Figure>, { column, isDescending }: Order): readonly StreamItem[] {
  const sign = isDescending ? -1 : 1;
  if (column === 'name' || column === 'scope') {
    const text = (item: StreamItem) => named(item.topic)[column];
    return [...items].sort((a, b) => sign * compare(text(a), text(b)) || compare(a.topic, b.topic));
  }

  return [...items].sort((a, b) => {
    const [left, right] = [figures.get(a.topic)?.[column], figures.get(b.topic)?.[column]];
    return left === right ? compare(a.topic, b.topic) : left === undefined ? 1 : right === undefined ? -1 : sign * (left - right);
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
