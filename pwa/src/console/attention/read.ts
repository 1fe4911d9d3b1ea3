/** Reads a line that needs somebody: which visit or ticket it is about, who, when, and one sentence. */
import { textIn, type Language, type Text } from '$lib/i18n/language';
import type { AttentionItem } from '../api/records';

export type Ref = { readonly id: string; readonly name: string };

export function refOf(item: AttentionItem, name: 'visit' | 'ticket'): Ref | null {
  const found = item[name];
  if (typeof found === 'string') return { id: found, name: String(item[`${name}_number`] ?? '') };
  if (typeof found !== 'object' || found === null) return null;
  const { id, number } = found as { id?: string; number?: string };
  return id ? { id, name: number ?? '' } : null;
}

export function personOf(item: AttentionItem): string {
  const found = item.author_name ?? item.person_name ?? item.person ?? item.author;
  if (typeof found === 'object' && found !== null) return (found as { name?: string }).name ?? '';
  return typeof found === 'string' ? found : '';
}

export function momentOf(item: AttentionItem): string | null {
  const found = item.at ?? item.received_at ?? item.since ?? item.failed_at ?? item.heartbeat_at;
  return typeof found === 'string' ? found : null;
}

/** The server's own sentence, else what the item says of itself. */
export function sentenceOf(item: AttentionItem, language: Language): string {
  if (isText(item.text)) return textIn(language, item.text);
  const parts = [item.number, item.name, item.kind, item.field, item.state, item.how, item.reason, item.error, item.unsent];
  const missing = Array.isArray(item.missing) ? item.missing.join(', ') : '';
  return [...parts.filter((part) => typeof part === 'string' || typeof part === 'number'), missing].filter(Boolean).join(' · ');
}

function isText(value: unknown): value is Text | string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'en' in value);
}
