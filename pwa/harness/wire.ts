/** Answers made by hand. */
import type { JsonObject } from '../src/lib/sync/contact';
import type { WireAnswer } from '../src/lib/sync/transport';

export function answer(status: number, text: string, headers: Record<string, string> = {}): WireAnswer {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status, text, header: (name) => lower.get(name.toLowerCase()) ?? null };
}

export function problem(status: number, code: string, more: JsonObject = {}): WireAnswer {
  return answer(status, JSON.stringify({ status, code, ...more }), { 'Content-Type': 'application/problem+json' });
}
