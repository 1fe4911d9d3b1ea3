/** What needs somebody, as the server groups it, brought into one list of lines. */
import type { AttentionItem, AttentionList } from '../api/records';

export type AttentionLine = { readonly kind: string; readonly item: AttentionItem };

/** Every line; the answer may be one list with `kind` in each item, or one list per kind. */
export function attentionLines(list: AttentionList): readonly AttentionLine[] {
  return Object.entries(list).flatMap(([group, items]) =>
    Array.isArray(items) ? (items as AttentionItem[]).map((item) => ({ kind: kindOf(item, group), item })) : []
  );
}

export function countAttention(list: AttentionList): number {
  return attentionLines(list).length;
}

function kindOf(item: AttentionItem, group: string): string {
  return group === 'items' && typeof item.kind === 'string' ? item.kind : group;
}
