/** Where things stand on the timeline: pure geometry in minutes of the day and rows of engineers. */
import type { DayPlan, Engineer, VisitCard } from '../api/types';
import { minuteOfDay } from '../ui/moments';

export type Span = { readonly start: number; readonly end: number };
/** One shape over neighbouring rows; a visit has several where its crew does not sit in neighbouring rows. */
export type Block = Span & { readonly row: number; readonly rows: number };
export type Tie = { readonly at: number; readonly row: number; readonly rows: number };
export type Travel = Span & { readonly row: number };
export type Drawn = { readonly visit: VisitCard; readonly blocks: readonly Block[]; readonly tie: Tie | null; readonly travels: readonly Travel[] };

const HOUR = 60;

/** Whole hours around all shifts and visits; at least nine to six. */
export function hoursOf(plan: DayPlan, proposed: readonly VisitCard[]): Span {
  const clock = (time: string) => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3, 5));
  const spans = [
    ...plan.engineers.flatMap(({ shift }) => (shift ? [shiftSpan(shift, plan, clock)] : [])),
    ...[...plan.visits, ...proposed].map((visit) => spanOf(visit.start, visit.end, plan)),
  ];
  const start = Math.min(9 * HOUR, ...spans.map((span) => span.start));
  const end = Math.max(18 * HOUR, ...spans.map((span) => span.end));
  return { start: Math.max(0, Math.floor(start / HOUR) * HOUR), end: Math.min(24 * HOUR, Math.ceil(end / HOUR) * HOUR) };
}

/** A shift may come as clock times or as moments. */
function shiftSpan(shift: NonNullable<Engineer['shift']>, plan: DayPlan, clock: (time: string) => number): Span {
  if (shift.start.includes('T')) return spanOf(shift.start, shift.end, plan);
  return { start: clock(shift.start), end: clock(shift.end) };
}

export function shiftOf(engineer: Engineer, plan: DayPlan): Span | null {
  if (!engineer.shift) return null;
  return shiftSpan(engineer.shift, plan, (time) => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3, 5)));
}

export function spanOf(start: string, end: string, plan: { readonly zone: string; readonly day: string }): Span {
  return { start: minuteOfDay(start, plan.zone, plan.day), end: minuteOfDay(end, plan.zone, plan.day) };
}

/** Shapes of one visit. Crew that is not among the rows is left out; the side panel names it. */
export function draw(visit: VisitCard, plan: DayPlan, lunches: ReadonlyMap<string, Span>): Drawn {
  const rowOf = new Map(plan.engineers.map((engineer, row) => [engineer.id, row]));
  const members = visit.crew
    .flatMap((member) => {
      const row = rowOf.get(member.person);
      return row === undefined ? [] : [{ member, row, ...spanOf(member.start ?? visit.start, member.end ?? visit.end, plan) }];
    })
    .sort((a, b) => a.row - b.row);
  const blocks: Block[] = [];
  for (const { row, start, end } of members) {
    const last = blocks[blocks.length - 1];
    if (last && last.row + last.rows === row) {
      blocks[blocks.length - 1] = { ...last, rows: last.rows + 1, start: Math.min(last.start, start), end: Math.max(last.end, end) };
    } else blocks.push({ row, rows: 1, start, end });
  }
  const first = blocks[0];
  const last = blocks[blocks.length - 1];
  const tie = first && last && blocks.length > 1 ? { at: first.start, row: first.row, rows: last.row - first.row + 1 } : null;
  const travels = members.flatMap(({ member, row, start }) => {
    if (!member.travel_start) return [];
    const minutes = start - minuteOfDay(member.travel_start, plan.zone, plan.day);
    const lunch = lunches.get(member.person);
    // Who has lunch at the site has driven there before.
    const arrives = lunch && lunch.end <= start && start - minutes < lunch.end ? lunch.start : start;
    return minutes > 0 ? [{ row, start: arrives - minutes, end: arrives }] : [];
  });
  return { visit, blocks, tie, travels };
}
