/** What needs somebody, grouped by what is to be done about it. */
import { textIn, type Language } from '$lib/i18n/language';
import type { AttentionItem } from '../api/records';
import { results, term } from '../words/terms';

export type Kind = 'ops' | 'acts' | 'refusals' | 'not_accepted' | 'jobs' | 'devices' | 'other';

const KIND_OF: Readonly<Record<string, Kind>> = {
  op_kept: 'ops',
  act_alarmed: 'acts',
  act_overdue: 'acts',
  act_waiting: 'acts',
  act_contradicted: 'acts',
  refusal_to_settle: 'refusals',
  not_accepted: 'not_accepted',
  job_failed: 'jobs',
  plan_failed: 'jobs',
  scenario_failed: 'jobs',
  replan_failed: 'jobs',
  replan_missed: 'jobs',
  unsent_work: 'devices',
};

/** Groups in the order of the list; a code not known here comes under `other`, never left out. */
export function groupItems(items: readonly AttentionItem[]): readonly (readonly [Kind, readonly AttentionItem[]])[] {
  const groups = new Map<Kind, AttentionItem[]>();
  for (const item of items) {
    const kind = KIND_OF[item.code] ?? 'other';
    groups.set(kind, [...(groups.get(kind) ?? []), item]);
  }
  return [...groups];
}

/** What the engineer entered, as far as it can be read: the words or the value of the kept record. */
export function enteredText(item: AttentionItem, language: Language): string {
  const value = item.payload?.value;
  if (value === null || typeof value !== 'object') return String(value ?? '');
  const { k, opt, num, unit, text, name, quantity, caption, state } = value as Readonly<Record<string, unknown>>;
  const result = typeof k === 'string' ? textIn(language, term(results, k)) : null;
  const said = [item.field?.replace('step/', ''), result, opt, num, unit, text, name, quantity, caption, state];
  const parts = k === undefined ? said.slice(1) : said;
  return parts.filter((one) => typeof one === 'string' || typeof one === 'number').join(' · ') || JSON.stringify(value);
}
