/** Reading a visit's fields: what was answered to a step, which photos and notes there are. */
import { textIn, type Language } from '$lib/i18n/language';
import type { ShownValue, Step, VisitDetail } from '../api/records';
import { results, term } from '../words/terms';

export type Field = { readonly field: string; readonly shown: readonly ShownValue[] };

export function fieldsOf(visit: VisitDetail): readonly Field[] {
  const { fields } = visit;
  if (!fields) return [];
  if (Array.isArray(fields)) return fields as readonly Field[];
  return Object.entries(fields as Readonly<Record<string, readonly ShownValue[]>>).map(([field, shown]) => ({ field, shown }));
}

export function shownOf(visit: VisitDetail, field: string): readonly ShownValue[] {
  return fieldsOf(visit).find((one) => one.field === field)?.shown ?? [];
}

/** Fields of a kind (`photo/`, `note/`), those that were removed left out. */
export function fieldsWith(visit: VisitDetail, prefix: string): readonly Field[] {
  return fieldsOf(visit).filter(({ field, shown }) => field.startsWith(prefix) && shown[0]?.value.k !== 'removed' && shown.length > 0);
}

/** An answer in words: the option's label, the number with its unit, the text, or the result. */
export function answerText(step: Step | undefined, shown: ShownValue, language: Language): string {
  const { value } = shown;
  const option = step?.options?.find((one) => one.id === value.opt);
  if (option) return textIn(language, option.label);
  if (typeof value.num === 'string') return [language === 'ru' ? value.num.replace('.', ',') : value.num, value.unit].filter(Boolean).join(' ');
  if (typeof value.text === 'string') return value.text;
  if (typeof value.why === 'string' && value.why) return value.why;
  return textIn(language, term(results, String(value.k ?? '')));
}

export function authorOf(shown: ShownValue): string {
  return shown.author_name ?? shown.author ?? '';
}

export function momentOf(shown: ShownValue): string | null {
  return typeof shown.at === 'string' ? shown.at : (shown.at?.wall ?? null);
}
