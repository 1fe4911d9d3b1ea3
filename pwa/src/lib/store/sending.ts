/** The queue of ops from the side of sync: reading what waits, marking what the server took, taking marks back. Loads late. */
import { chainOp, startChain, type ChainHead } from '../domain/op';
import type { HashText } from '../domain/json';
import { fromNumber, keyOf, numberKey, type ReadTx, type WriteTx } from './local-store';
import { withoutRating } from './outbox';
import { STORES, type Ack, type CsatRow, type HeadRecord, type OutboxRow, type SentRow } from './records';

/** The first waiting rows in seq order, with ratings put back where they were taken out. */
export async function readWaiting(tx: ReadTx, limit: number): Promise<OutboxRow[]> {
  const rows = await tx.range<OutboxRow>(STORES.outbox, undefined, limit);
  return wholeRows(tx, rows.map((entry) => entry.value));
}

export function wholeRows<R extends OutboxRow>(tx: ReadTx, rows: readonly R[]): Promise<R[]> {
  return Promise.all(rows.map((row) => wholeRow(tx, row)));
}

async function wholeRow<R extends OutboxRow>(tx: ReadTx, row: R): Promise<R> {
  if (row.op.type !== 'csat.set') return row;
  const rating = await tx.get<CsatRow>(STORES.csat, row.op.op_id);
  return rating === undefined ? row : { ...row, op: { ...row.op, value: rating.value } };
}

export async function markAcked(tx: WriteTx, row: OutboxRow, ack: Ack): Promise<void> {
  await tx.delete(STORES.outbox, numberKey(row.op.seq));
  await tx.put(STORES.sent, sentKey(ack.rev, row.op.op_id), { ...withoutRating(row), ack } satisfies SentRow);
}

export function sentKey(rev: number, opId: string): string {
  return keyOf(rev, opId);
}

export async function readSent(tx: ReadTx, aboveRev = -1): Promise<SentRow[]> {
  return (await tx.range<SentRow>(STORES.sent, fromNumber(aboveRev + 1))).map((entry) => entry.value);
}

/** Put acked ops of the device with a seq above `last` back into the queue. Returns how many. */
export async function unackAbove(tx: WriteTx, device: string, last: number): Promise<number> {
  let count = 0;
  for (const { key, value: row } of await tx.range<SentRow>(STORES.sent)) {
    if (row.device !== device || row.op.seq <= last) continue;
    await tx.delete(STORES.sent, key);
    await tx.put(STORES.outbox, numberKey(row.op.seq), withoutAck(row));
    count += 1;
  }
  return count;
}

export function withoutAck({ ack: _ack, ...row }: SentRow): OutboxRow {
  return row;
}

/** Lay the given ops behind the head anew, under its device id, in the given order. Ids and values stay. */
export async function rechain(
  head: ChainHead,
  rows: readonly OutboxRow[],
  hash: HashText,
): Promise<{ rows: OutboxRow[]; head: ChainHead }> {
  const chained: OutboxRow[] = [];
  for (const row of rows) {
    const next = await chainOp(head, row.op, hash);
    head = next.head;
    chained.push({ ...row, device: head.device, op: next.op });
  }
  return { rows: chained, head };
}

export async function firstHead(device: string, hash: HashText): Promise<HeadRecord> {
  return { ...(await startChain(device, hash)), hlc: '' };
}
