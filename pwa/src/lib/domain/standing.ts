/** What a field shows while its values differ, and whether that needs a person: the table of the sync protocol, section 10. */
import { hasDifferentValues, type ShownValue } from './merge';
import type { Json } from './json';

export interface TimedValue extends ShownValue {
  /** Corrected time of the author in milliseconds; only orders what is displayed. */
  readonly time: number;
  readonly hlc: string;
}

/** How values of a field that differ stand beside each other. */
export type Rule = 'worst' | 'side_by_side' | 'later_conflict' | 'later' | 'present' | 'set' | 'furthest';

export interface Standing<V extends TimedValue = TimedValue> {
  /** The shown values, the one that stands first in front. */
  readonly values: readonly V[];
  readonly conflict: boolean;
}

const SEVERITY = ['pass', 'na', 'fail'];
const WAY = ['published', 'travelling', 'on_site', 'work_done', 'signed', 'sealed'];
const STOPPED = ['aborted', 'cancelled'];
const SET_FIELDS = ['note/', 'photo/', 'part/', 'time/', 'sign/', 'article/'];
const LATER_FIELDS = ['caption/', 'order/'];

export function ruleOf(field: string, values: readonly Json[]): Rule {
  if (field === 'status') return 'furthest';
  if (SET_FIELDS.some((prefix) => field.startsWith(prefix))) return 'set';
  if (LATER_FIELDS.some((prefix) => field.startsWith(prefix)) || field === 'csat') return 'later';
  if (field.startsWith('kit/')) return 'present';
  if (values.some((value) => read(value, 'num') !== undefined)) return 'side_by_side';
  const judgements = new Set(values.map((value) => read(value, 'k')));
  if (judgements.size > 1) return 'worst';
  return 'later_conflict';
}

/** Order the shown values of a field and say whether they are a conflict. */
export function standing<V extends TimedValue>(field: string, shown: readonly V[]): Standing<V> {
  const rule = ruleOf(field, shown.map((value) => value.value));
  const values = [...shown].sort((a, b) => rank(rule, b) - rank(rule, a) || byTime(b, a));
  return { values, conflict: isConflict(rule, shown) };
}

function isConflict(rule: Rule, shown: readonly TimedValue[]): boolean {
  if (!hasDifferentValues(shown)) return false;
  if (rule === 'worst' || rule === 'side_by_side' || rule === 'later_conflict') return true;
  if (rule !== 'furthest') return false;
  const states = shown.map((value) => String(read(value.value, 'state')));
  const isStopped = states.some((state) => STOPPED.includes(state));
  return isStopped && states.some((state) => WAY.indexOf(state) >= WAY.indexOf('work_done'));
}

function rank(rule: Rule, value: TimedValue): number {
  if (rule === 'worst' || rule === 'side_by_side') return SEVERITY.indexOf(String(read(value.value, 'k')));
  if (rule === 'present') return read(value.value, 'k') === 'removed' ? 0 : 1;
  if (rule !== 'furthest') return 0;
  const state = String(read(value.value, 'state'));
  return STOPPED.includes(state) ? WAY.length : WAY.indexOf(state);
}

function byTime(a: TimedValue, b: TimedValue): number {
  return a.time - b.time || compareText(a.hlc, b.hlc) || compareText(a.op_id, b.op_id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function read(value: Json, key: string): Json | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: Json })[key] : undefined;
}
