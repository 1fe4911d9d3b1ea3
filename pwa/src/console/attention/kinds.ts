/** What needs somebody, as the server groups it, brought into one list of lines. */
import type { AttentionItem, AttentionList } from '../api/records';

export type Kind = 'ops' | 'acts' | 'refusals' | 'not_accepted' | 'jobs' | 'devices' | 'other';
export type AttentionLine = { readonly kind: Kind; readonly item: AttentionItem };

const BY_WORD: readonly (readonly [RegExp, Kind])[] = [
  [/not_accepted/, 'not_accepted'],
  [/refus|absen/, 'refusals'],
  [/\bop|ops|quarantin|kept/, 'ops'],
  [/act/, 'acts'],
  [/job/, 'jobs'],
  [/device|unsent/, 'devices'],
];

/** Every line; the answer may be one list with `kind` in each item, or one list for each kind. */
export function attentionLines(list: AttentionList): readonly AttentionLine[] {
  return Object.entries(list).flatMap(([group, items]) =>
    Array.isArray(items) ? (items as AttentionItem[]).map((item) => ({ kind: kindOf(item, group), item })) : []
  );
}

export function countAttention(list: AttentionList): number {
  return attentionLines(list).length;
}

function kindOf(item: AttentionItem, group: string): Kind {
  const word = group === 'items' && typeof item.kind === 'string' ? item.kind : group;
  return BY_WORD.find(([pattern]) => pattern.test(word))?.[1] ?? 'other';
}
