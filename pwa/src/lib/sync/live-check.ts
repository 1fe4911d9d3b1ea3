/** Letting the server ask a device now. No op: a question about this moment must not wait in a queue and be asked tomorrow. */
import type { Contact } from './contact';
import type { LiveQuestion } from '../domain/live-check';

export type LiveAsked =
  | { readonly kind: 'asked' }
  | { readonly kind: 'no_network' }
  /** `pointer` names the value that was refused, when it was one. */
  | { readonly kind: 'refused'; readonly code: string; readonly pointer: string; readonly detail: string; readonly seconds: number };

/** The answer comes by the feed, as a part of the visit. */
export async function askLiveCheck(contact: Contact, visit: string, question: LiveQuestion): Promise<LiveAsked> {
  const verdict = await contact.ask({ method: 'POST', path: `/visits/${visit}/live-checks`, json: question, expect: 'plain' });
  if (verdict.kind === 'ok') return { kind: 'asked' };
  if (verdict.kind !== 'refused') return { kind: 'no_network' };
  const { code, body, retryAfterMs } = verdict;
  const errors = Array.isArray(body['errors']) ? (body['errors'] as readonly { pointer?: unknown }[]) : [];
  const [first] = errors;
  return {
    kind: 'refused',
    code: verdict.status === 401 ? 'not_signed_in' : code,
    pointer: typeof first?.pointer === 'string' ? first.pointer : '',
    detail: typeof body['detail'] === 'string' ? body['detail'] : '',
    seconds: Math.ceil((retryAfterMs ?? 0) / 1000),
  };
}
