/** Reads the shown values of a visit's fields: which one stands, who wrote it, whether people disagree. */

import { sortKey } from './display';
import type { Fields, Shown, Value } from './types';

const WORST_FIRST = ['fail', 'na', 'pass'];

/** The value that stands for the field: the worst result, then the latest. */
export function standing(shown: readonly Shown[]): Shown | undefined {
  const worst = Math.min(...shown.map(badness));
  return inOrder(shown.filter((one) => badness(one) === worst)).at(-1);
}

export function isConflict(shown: readonly Shown[]): boolean {
  return new Set(shown.map((one) => fingerprint(one.value))).size > 1;
}

/** Those who gave the same value, in order of time. */
export function agreeing(shown: readonly Shown[], withOne: Shown): Shown[] {
  const value = fingerprint(withOne.value);
  return inOrder(shown).filter((one) => fingerprint(one.value) === value);
}

/** The things of one kind (note, photo, part, time) that were not removed, with their own id, by time. */
export function kept(fields: Fields, kind: string): { id: string; one: Shown }[] {
  const prefix = `${kind}/`;
  const rows: { id: string; one: Shown }[] = [];
  for (const [field, shown] of Object.entries(fields)) {
    const one = field.startsWith(prefix) ? standing(shown) : undefined;
    if (one !== undefined && one.value.k !== 'removed') rows.push({ id: field.slice(prefix.length), one });
  }
  return rows.sort((left, right) => byTime(left.one, right.one) || compare(left.id, right.id));
}

export function inOrder(shown: readonly Shown[]): Shown[] {
  return [...shown].sort(byTime);
}

export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Equal for equal answers. The engine's mark that an earlier failure was put right is no other answer. */
function fingerprint(value: Value): string {
  const keys = Object.keys(value).filter((key) => key !== 'fixed' && key !== 'was');
  return JSON.stringify(value, keys.sort());
}

function byTime(left: Shown, right: Shown): number {
  return compare(sortKey(left.at.wall), sortKey(right.at.wall)) || compare(left.op_id, right.op_id);
}

function badness(one: Shown): number {
  const place = WORST_FIRST.indexOf(one.value.k ?? '');
  return place < 0 ? WORST_FIRST.length : place;
}
