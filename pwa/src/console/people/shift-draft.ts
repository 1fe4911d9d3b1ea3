/** A shift as its form holds it, and as the API takes it. */
import type { Shift } from '../api/types';

const OFFICE_DAYS = [0, 1, 2, 3, 4];
/** Values of a shift beside which the form says what is wrong. */
export const SHOWN_FAULTS = ['/shift', '/shift/break', '/shift/break/minutes', '/shift/overtime_minutes'] as const;

export type ShiftDraft = {
  hasShift: boolean;
  start: string;
  end: string;
  days: number[];
  hasLunch: boolean;
  earliest: string;
  latest: string;
  minutes: number;
  overtime: number;
};

export function draftOf(shift: Shift | null | undefined): ShiftDraft {
  return {
    hasShift: Boolean(shift),
    start: shift?.start ?? '09:00',
    end: shift?.end ?? '18:00',
    days: [...(shift?.days ?? OFFICE_DAYS)],
    hasLunch: Boolean(shift?.break),
    earliest: shift?.break?.earliest ?? '12:00',
    latest: shift?.break?.latest ?? '14:00',
    minutes: shift?.break?.minutes ?? 30,
    overtime: shift?.overtime_minutes ?? 0,
  };
}

export function shiftOf(draft: ShiftDraft): Shift | null {
  if (!draft.hasShift) return null;
  const { start, end, days, earliest, latest, minutes } = draft;
  return {
    start,
    end,
    days: [...days].sort((a, b) => a - b),
    break: draft.hasLunch ? { earliest, latest, minutes } : null,
    overtime_minutes: draft.overtime,
  };
}
