/** What needs somebody, grouped by what is to be done about it. */
import type { AttentionItem } from '../api/records';

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
export function enteredText(item: AttentionItem): string {
  const value = item.payload?.value;
  if (value === null || typeof value !== 'object') return String(value ?? '');
  const members = value as Readonly<Record<string, unknown>>;
  const said = members.text ?? members.value ?? members.name ?? members.caption;
  return typeof said === 'string' || typeof said === 'number' ? String(said) : JSON.stringify(value);
}
