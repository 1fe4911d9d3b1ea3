/** A visit put together by hand: what is sent, and what it would do to the day. */
import type { VisitCard, Words } from './types';

export type Share = { readonly person: string; readonly trades: readonly string[] };
export type ByHand = { readonly ticket: string; readonly crew: readonly Share[]; readonly start: string };
export type Rule = { readonly code: string; readonly hard: boolean; readonly text: Words };
export type Delayed = { readonly visit: string; readonly number: string; readonly minutes: number; readonly was: string; readonly becomes: string };
export type Preview = {
  readonly visit: VisitCard & { readonly key: string };
  readonly cost: { readonly travel_minutes: number; readonly late_minutes: number; readonly overtime_minutes: number; readonly delayed_minutes: number };
  readonly delayed: readonly Delayed[];
  readonly rules: readonly Rule[];
};
