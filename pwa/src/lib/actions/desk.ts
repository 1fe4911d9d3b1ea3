/** What one signed-in engineer's actions work with: their store, their authorship, their sync engine. */
import type { Platform } from './platform';
import type { NewId } from '../domain/ids';
import type { OpDraft } from '../domain/op';
import { Observable } from '../domain/observable';
import type { LocalStore, WriteTx } from '../store/local-store';
import { appendOps, type Author } from '../store/outbox';
import type { ShellPerson } from '../store/shell-store';
import type { SyncContext } from '../sync/context';
import { SyncEngine } from '../sync/engine';

export interface Desk {
  readonly person: ShellPerson;
  readonly store: LocalStore;
  readonly author: Author;
  readonly sync: SyncContext;
  readonly engine: SyncEngine;
  readonly platform: Platform;
  readonly newId: NewId;
  /** Counts up with every change of what is shown. */
  readonly changes: Observable<number>;
}

export function openDesk(platform: Platform, person: ShellPerson, sync: SyncContext): Desk {
  const { store, newId } = sync;
  const changes = new Observable(0);
  const bump = () => changes.set(changes.value + 1);
  const engine = new SyncEngine(sync, { ...platform, onPulled: bump });
  const author: Author = { person: person.id, hash: sync.hash, time: sync.time };
  return { person, store, author, sync, engine, platform, newId, changes };
}

export type Entry = Omit<OpDraft, 'op_id'>;

/** Save entries in one strict transaction; when this resolves they are on disk. Then ask for a sync without waiting. */
export async function save(
  desk: Desk,
  entries: readonly Entry[],
  alongside?: (tx: WriteTx) => Promise<void>,
): Promise<void> {
  const drafts = entries.map((entry) => ({ ...entry, op_id: desk.newId() }));
  await appendOps(desk.store, desk.author, drafts, alongside);
  desk.changes.set(desk.changes.value + 1);
  await desk.engine.refresh();
  desk.engine.ring('write');
}
