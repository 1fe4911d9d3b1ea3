/** Half-typed forms: on disk with every change, gone in the transaction that saves what they became. */
import type { Desk } from './desk';
import type { Json } from '../domain/json';
import { keyOf, startingWith, type WriteTx } from '../store/local-store';
import { STORES, type DraftRow } from '../store/records';

/** The form of a visit that a draft belongs to; those with a slash name the step. */
export type DraftForm =
  | 'note' | 'part' | 'outcome' | 'leave' | 'refusal' | `note/${string}` | `answer/${string}` | `why/${string}`;

/** What may still be written after a sign-off. */
const AFTER_SIGN_OFF: readonly string[] = ['note', 'part'];

export async function readDraft(desk: Desk, visit: string, form: DraftForm): Promise<Json | undefined> {
  const row = await desk.store.read((tx) => tx.get<DraftRow>(STORES.drafts, keyOf(visit, form)));
  return row?.value;
}

/** Keep what a form holds now; undefined is an empty form. When this resolves it is on disk. Nothing is sent. */
export async function keepDraft(desk: Desk, visit: string, form: DraftForm, value: Json | undefined): Promise<void> {
  await desk.store.write((tx) =>
    value === undefined
      ? dropDraft(tx, visit, form)
      : tx.put(STORES.drafts, keyOf(visit, form), { enc: 0, value } satisfies DraftRow),
  );
}

export function dropDraft(tx: WriteTx, visit: string, form: DraftForm): Promise<void> {
  return tx.delete(STORES.drafts, keyOf(visit, form));
}

/** The visit is over: drop what can no longer be saved. */
export async function dropDraftsAtEnd(tx: WriteTx, visit: string): Promise<void> {
  const kept = AFTER_SIGN_OFF.map((form) => keyOf(visit, form));
  for (const { key } of await tx.range(STORES.drafts, startingWith(visit))) {
    if (!kept.includes(key)) await tx.delete(STORES.drafts, key);
  }
}
