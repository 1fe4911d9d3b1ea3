/** The queue of ops: adding to its end, reading what waits, marking what the server took, taking marks back. */
import { chainOp, OP_VERSION, startChain, utf8Length, type ChainHead, type Op, type OpDraft } from '../domain/op';
import { canonicalText, type HashText, type Json } from '../domain/json';
import { EMPTY_FIELD, witness, type FieldOp } from '../domain/merge';
import { SessionTime } from '../domain/time';
import { Problem } from '../domain/problems';
import {
  fromNumber, getMeta, keyOf, numberKey, putMeta, type LocalStore, type ReadTx, type WriteTx,
} from './local-store';
import {
  STORES, type Ack, type CsatRow, type FrozenRow, type HeadRecord, type OutboxRow, type SentRow,
} from './records';
import { findField, ownOpsNotInCache } from './read-cache';

export interface Author {
  readonly person: string;
  readonly hash: HashText;
  readonly time: SessionTime;
}

/** Types that a sign-off on this device does not stop. */
const AFTER_SIGN_OFF = new Set([
  'sign.capture', 'sign.refuse', 'csat.set', 'article.draft', 'article.link', 'visit.status',
]);

/**
 * Store ops at the end of the queue, with whatever belongs to them, in one strict transaction.
 *
 * Hashes cannot be awaited inside an IndexedDB transaction, so the chain is built beside it and the write is repeated
 * when another tab was first.
 */
export async function appendOps(
  store: LocalStore,
  author: Author,
  drafts: readonly OpDraft[],
  alongside: (tx: WriteTx, ops: readonly Op[]) => Promise<void> = async () => {},
): Promise<readonly Op[]> {
  for (;;) {
    const seen = await store.read((tx) => lookAt(tx, drafts));
    const built = await chainDrafts(seen, author, drafts);
    const isDone = await store.write(async (tx) => {
      const head = await getMeta(tx, 'head');
      if (head?.device !== seen.head.device || head.seq !== seen.head.seq) return false;
      for (const op of built.ops) {
        await refuseFrozen(tx, op);
        await putNewRow(tx, built.head.device, op, author.time.wall());
      }
      await putMeta(tx, 'head', built.head);
      await alongside(tx, built.ops);
      return true;
    });
    if (isDone) return built.ops;
  }
}

interface Look {
  readonly head: HeadRecord;
  readonly clock: Parameters<SessionTime['stamp']>[0];
  readonly witnesses: readonly { seen: Op['seen']; over: readonly string[] }[];
}

async function lookAt(tx: ReadTx, drafts: readonly OpDraft[]): Promise<Look> {
  const head = await getMeta(tx, 'head');
  if (head === undefined) throw new Problem('not_enrolled');
  const witnesses = [];
  for (const draft of drafts) {
    const own = await ownOpsNotInCache(tx, draft.visit, draft.field);
    const server = (await findField(tx, draft.visit, draft.field)) ?? EMPTY_FIELD;
    witnesses.push(witness(server, own, head.device));
  }
  return { head, clock: await getMeta(tx, 'clock'), witnesses };
}

async function chainDrafts(
  look: Look,
  author: Author,
  drafts: readonly OpDraft[],
): Promise<{ ops: Op[]; head: HeadRecord }> {
  let head: ChainHead = look.head;
  let hlc = look.head.hlc;
  const ops: Op[] = [];
  for (const [i, draft] of drafts.entries()) {
    const sameField = ops.filter((op) => op.visit === draft.visit && op.field === draft.field);
    const { seen, over: overBefore } = look.witnesses[i] ?? { seen: {}, over: [] };
    const over = [...overBefore, ...sameField.map((op) => op.op_id)];
    const at = author.time.stamp(look.clock, hlc);
    hlc = at.hlc;
    const whole = { ...draft, v: OP_VERSION, seen, over, at, author: author.person };
    const chained = await chainOp(head, whole, author.hash);
    head = chained.head;
    ops.push(chained.op);
  }
  return { ops, head: { ...head, hlc } };
}

async function refuseFrozen(tx: ReadTx, op: Op): Promise<void> {
  if (AFTER_SIGN_OFF.has(op.type)) return;
  const frozen = await tx.get<FrozenRow>(STORES.frozen, op.visit);
  if (frozen?.fields.includes(op.field)) throw new Problem('covered_by_sign_off', { field: op.field });
}

async function putNewRow(tx: WriteTx, device: string, op: Op, wall: number): Promise<void> {
  if (op.type === 'csat.set') {
    await tx.put(STORES.csat, op.op_id, { op_id: op.op_id, value: op.value } satisfies CsatRow);
  }
  const row: OutboxRow = {
    enc: 0,
    device,
    op,
    bytes: utf8Length(canonicalText(op)),
    made: wall,
    raw: false,
  };
  await tx.put(STORES.outbox, numberKey(op.seq), withoutRating(row));
}

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

/** Rows never hold a rating; it lies in its own store. */
export function withoutRating<R extends OutboxRow>(row: R): R {
  return row.op.type === 'csat.set' ? { ...row, op: { ...row.op, value: null } } : row;
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

/** An own op as the merge needs it. */
export function asFieldOp(row: OutboxRow): FieldOp & { author: string; at: Op['at']; value: Json } {
  const { op_id, seq, value, seen, over, author, at } = row.op;
  return { op_id, device: row.device, seq, value, seen, over, author, at };
}
