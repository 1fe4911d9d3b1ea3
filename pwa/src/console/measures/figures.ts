/** Measures as cards: which members of the answer are figures, and how a value is written. */
import { duration, type Language } from '$lib/i18n/language';
import type { Measure, Measures } from '../api/records';

export type Figure = Measure & { readonly id: string };
export type Bar = { readonly code: string; readonly value: number };

/** Below this many cases a figure is marked. */
export const FEW = 5;

export function figuresOf(measures: Measures): readonly Figure[] {
  return Object.entries(measures).flatMap(([id, one]) => (typeof one === 'string' ? [] : [{ id, ...one }]));
}

/** The first detail that splits the figure into counts by code; codes that did not occur are left out. */
export function barsOf(figure: Figure): readonly Bar[] {
  const split = Object.values(figure.details).find((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  return Object.entries((split ?? {}) as Record<string, unknown>)
    .flatMap(([code, value]) => (typeof value === 'number' && value > 0 ? [{ code, value }] : []))
    .sort((a, b) => b.value - a.value);
}

/** A share as percent, minutes as a duration, anything else with at most two decimals. */
export function written(figure: Pick<Figure, 'unit'>, value: number, language: Language): string {
  const locale = language === 'ru' ? 'ru' : 'en-GB';
  if (figure.unit === 'share') return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);
  if (figure.unit === 'minutes') return duration(language, value);
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}
