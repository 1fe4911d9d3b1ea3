/** A visit in one line of the list: its record, where it stands, what of it is unsent. */
import type { VisitRecord } from './visit-record';
import type { Json } from '../domain/json';
import type { ReadTx } from '../store/local-store';
import { listActs, listVisitRows, readLiveFields, type LiveField } from '../store/read-cache';
import type { ActRow, VisitRow } from '../store/records';
import { readUnsent, type VisitUnsent } from '../sync/heartbeat';

export interface VisitSummary {
  readonly id: string;
  readonly record: VisitRecord;
  /** published, travelling, on_site, work_done, signed, sealed, aborted or cancelled, own unsent work included. */
  readonly state: string;
  readonly isRevoked: boolean;
  /** The server lost it; it stays because own work on it is not safe yet. */
  readonly isLost: boolean;
  readonly unsent: VisitUnsent;
}

const WAY = ['published', 'travelling', 'on_site', 'work_done', 'signed', 'sealed'];
export const NOTHING_UNSENT: VisitUnsent = { ops: 0, files: 0 };

export async function listVisitSummaries(tx: ReadTx): Promise<VisitSummary[]> {
  const { visits } = await readUnsent(tx);
  const summaries: VisitSummary[] = [];
  for (const row of await listVisitRows(tx)) {
    summaries.push(summarise(row, await readLiveFields(tx, row.id), await listActs(tx, row.id), visits[row.id] ?? NOTHING_UNSENT));
  }
  return summaries.sort((a, b) => compare(a.record.planned?.start ?? '', b.record.planned?.start ?? ''));
}

export function summarise(
  row: VisitRow,
  live: Map<string, LiveField>,
  acts: readonly ActRow[],
  unsent: VisitUnsent,
): VisitSummary {
  const record = row.record as unknown as VisitRecord;
  const { id, revoked: isRevoked, lost: isLost } = row;
  return { id, record, state: stateOf(record, live, acts), isRevoked, isLost, unsent };
}

function stateOf(record: VisitRecord, live: Map<string, LiveField>, acts: readonly ActRow[]): string {
  if (record.state === 'cancelled') return 'cancelled';
  const said = (live.get('status')?.shown ?? []).map((value) => String((value.value as { state?: Json })?.state));
  if (record.state === 'aborted' || said.includes('aborted')) return 'aborted';
  const isSigned = [...live.values()].some((field) => field.field.startsWith('sign/') && field.shown.length > 0);
  const isSealed = acts.some((act) => act.state === 'sealed');
  const states = [record.state, ...said, ...(isSigned ? ['signed'] : []), ...(isSealed ? ['sealed'] : [])];
  return states.reduce((far, state) => (WAY.indexOf(state) > WAY.indexOf(far) ? state : far), 'published');
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
