/** When somebody is free on a day, and why not: pure arithmetic on the plan. */
import type { DayPlan, Engineer } from '../../api/types';

export type Span = { readonly from: string; readonly to: string };
export type Cannot = 'noShift' | 'away' | 'busy' | 'over';
export type FreeTimes = { readonly spans: readonly Span[]; readonly cannot: Cannot | null };

type Times = { readonly start: number; readonly end: number };
const SHORTEST_MS = 5 * 60_000;

/** What of the shift is still to come and neither booked, drives included, nor an absence. */
export function freeTimes(engineer: Engineer, plan: DayPlan, now: number): FreeTimes {
  if (!engineer.shift) return { spans: [], cannot: 'noShift' };
  const shift = times(engineer.shift.start, engineer.shift.end);
  const toCome = cut([shift], { start: -Infinity, end: now });
  if (!toCome.length) return { spans: [], cannot: 'over' };
  const present = engineer.absences.reduce((left, away) => cut(left, times(away.from, away.to)), toCome);
  if (!present.length) return { spans: [], cannot: 'away' };
  const left = bookings(engineer.id, plan).reduce(cut, present).filter(({ start, end }) => end - start >= SHORTEST_MS);
  return { spans: left.map(({ start, end }) => ({ from: moment(start), to: moment(end) })), cannot: left.length ? null : 'busy' };
}

function bookings(person: string, plan: DayPlan): Times[] {
  return plan.visits
    .filter((visit) => !['cancelled', 'aborted', 'signed', 'sealed'].includes(visit.state))
    .flatMap((visit) => visit.crew.filter((member) => member.person === person).map((member) => {
      const start = member.start ?? visit.start;
      return times(member.travel_start ?? start, member.end ?? visit.end);
    }));
}

function cut(spans: readonly Times[], away: Times): Times[] {
  return spans.flatMap((span) =>
    [{ start: span.start, end: Math.min(span.end, away.start) }, { start: Math.max(span.start, away.end), end: span.end }]
      .filter(({ start, end }) => start < end)
  );
}

const times = (from: string, to: string): Times => ({ start: Date.parse(from), end: Date.parse(to) });
const moment = (at: number) => new Date(at).toISOString();
