/** Which visit comes next, what is late, what is over. Pure. */
import type { VisitSummary } from '$lib/actions';

const OVER = ['signed', 'sealed', 'aborted', 'cancelled'];
const UNDER_WAY = ['travelling', 'on_site', 'work_done'];
const DAY_MS = 24 * 3600 * 1000;

export interface Day {
  readonly next: VisitSummary | null;
  readonly later: readonly VisitSummary[];
  readonly finished: readonly VisitSummary[];
}

/** Visits come sorted by their planned start. What is under way stands first; what ended long ago is left out. */
export function arrangeDay(visits: readonly VisitSummary[], now: number): Day {
  const open = visits.filter((visit) => !OVER.includes(visit.state));
  const next = open.find(isUnderWay) ?? open[0] ?? null;
  return {
    next,
    later: open.filter((visit) => visit !== next),
    finished: visits.filter((visit) => OVER.includes(visit.state) && now - Date.parse(visit.record.planned.end) < DAY_MS),
  };
}

export function isUnderWay(visit: VisitSummary): boolean {
  return UNDER_WAY.includes(visit.state);
}

/** Whole minutes after the planned start while nobody has arrived; 0 when not late. */
export function lateMinutes(visit: VisitSummary, now: number): number {
  if (visit.state !== 'published' && visit.state !== 'travelling') return 0;
  return Math.max(0, Math.floor((now - Date.parse(visit.record.planned.start)) / 60_000));
}

export function tradesOf(visit: VisitSummary): string[] {
  const ofCrew = visit.record.crew.flatMap((member) => member.trades);
  const ofTemplates = visit.record.checklist.templates.map((template) => template.trade);
  return [...new Set([...ofCrew, ...ofTemplates])];
}
