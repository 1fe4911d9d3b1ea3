/** The queue of ops from the side of whoever writes: adding to its end. */
import { chainOp, OP_VERSION, utf8Length, type ChainHead, type Op, type OpDraft } from '../domain/op';
import { canonicalText, type HashText, type Json } from '../domain/json';
import { EMPTY_FIELD, witness, type FieldOp } from '../domain/merge';
import { SessionTime } from '../domain/time';
import { Problem } from '../domain/problems';
import { getMeta, numberKey, putMeta, type LocalStore, type ReadTx, type WriteTx } from './local-store';
import { STORES, type CsatRow, type FrozenRow, type HeadRecord, type OutboxRow } from './records';
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

/** Rows never hold a rating; it lies in its own store. */
export function withoutRating<R extends OutboxRow>(row: R): R {
  return row.op.type === 'csat.set' ? { ...row, op: { ...row.op, value: null } } : row;
}

/** An own op as the merge needs it. */
export function asFieldOp(row: OutboxRow): FieldOp & { author: string; at: Op['at']; value: Json } {
  const { op_id, seq, value, seen, over, author, at } = row.op;
  return { op_id, device: row.device, seq, value, seen, over, author, at };
}
