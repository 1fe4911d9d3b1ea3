/** What a push tells about unsent work, so that a dispatcher knows what is missing when a phone comes back empty. */
import type { ReadTx } from '../store/local-store';
import { STORES, type OutboxRow } from '../store/records';
import { isUnsent, listFiles } from '../store/file-shelf';

export interface VisitUnsent {
  readonly ops: number;
  readonly files: number;
}

export interface Unsent {
  readonly ops: number;
  readonly files: number;
  /** Wall time at which the oldest unsent thing was made. */
  readonly oldest: number | null;
  readonly visits: Readonly<Record<string, VisitUnsent>>;
}

export async function readUnsent(tx: ReadTx): Promise<Unsent> {
  const rows = (await tx.range<OutboxRow>(STORES.outbox)).map((entry) => entry.value);
  const files = (await listFiles(tx)).filter(isUnsent);
  const visits: Record<string, { ops: number; files: number }> = {};
  const of = (visit: string) => (visits[visit] ??= { ops: 0, files: 0 });
  for (const row of rows) of(row.op.visit).ops += 1;
  for (const file of files) of(file.visit).files += 1;
  const made = [...rows, ...files].map((thing) => thing.made);
  return {
    ops: rows.length,
    files: files.length,
    oldest: made.length === 0 ? null : made.reduce((a, b) => Math.min(a, b)),
    visits,
  };
}

export interface Heartbeat {
  readonly visits: Unsent['visits'];
  readonly oldest_s: number | null;
  readonly persisted: boolean;
}

export function makeHeartbeat(unsent: Unsent, wall: number, persisted: boolean): Heartbeat {
  const oldest_s = unsent.oldest === null ? null : Math.max(0, Math.round((wall - unsent.oldest) / 1000));
  return { visits: unsent.visits, oldest_s, persisted };
}
