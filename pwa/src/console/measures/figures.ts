/** Measures as cards: which members of the answer are figures, and how a value is written. */
import { duration, type Language } from '$lib/i18n/language';
import type { Measure, Measures } from '../api/records';

export type Figure = Measure & { readonly id: string };
export type Bar = { readonly label: string; readonly value: number };

export const FEW = 5;

export function figuresOf(measures: Measures): readonly Figure[] {
  const listed = measures.items;
  if (Array.isArray(listed)) return listed.filter((one) => typeof one === 'object' && one !== null && 'id' in one) as Figure[];
  return Object.entries(measures).flatMap(([id, one]) =>
    typeof one === 'object' && one !== null && 'value' in one ? [{ id, ...(one as Measure) }] : []
  );
}

/** A share as percent, minutes as a duration, anything else with at most two decimals. */
export function written(figure: Pick<Figure, 'id' | 'unit'>, value: number, language: Language): string {
  const locale = language === 'ru' ? 'ru' : 'en-GB';
  if (isShare(figure)) return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);
  if (isMinutes(figure)) return duration(language, value);
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

function isShare({ id, unit }: Pick<Figure, 'id' | 'unit'>): boolean {
  return unit === 'share' || (unit === undefined && (id === 'first_time_fix' || id === 'solved_remotely' || id.endsWith('_share')));
}

function isMinutes({ id, unit }: Pick<Figure, 'id' | 'unit'>): boolean {
  return unit === 'minutes' || unit === 'min' || (unit === undefined && (id.endsWith('_minutes') || id === 'time_to_resolve'));
}
