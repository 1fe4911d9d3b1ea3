/** What the device does with the server's answer to each op (sync protocol 4.2), in one transaction. */
import { markAcked, unackAbove } from '../store/sending';
import { getMeta, numberKey, putMeta, type LocalStore, type WriteTx } from '../store/local-store';
import {
  STORES, type Ack, type AckStatus, type AttentionRow, type DeviceRecord, type OutboxRow,
} from '../store/records';
import type { JsonObject } from './contact';

export interface SentBatch {
  readonly device: DeviceRecord;
  readonly rows: readonly OutboxRow[];
}

export type BatchEffect = 'applied' | 'dropped' | 're_enrol';

const ACKED: readonly string[] = ['applied', 'duplicate', 'quarantined', 'deferred'];

/**
 * Apply an answer, only if device and epoch are still those it was asked with; otherwise it counts as lost.
 * Results are matched by op id: a seq may have been given to another op meanwhile.
 */
export function applyAnswer(store: LocalStore, sent: SentBatch, body: JsonObject, wall: number): Promise<BatchEffect> {
  return store.write(async (tx) => {
    const device = await getMeta(tx, 'device');
    if (device?.device !== sent.device.device || device.epoch !== sent.device.epoch) return 'dropped';
    if (body['epoch'] !== device.epoch) return 'dropped';
    const results = Array.isArray(body['results']) ? (body['results'] as JsonObject[]) : [];
    let effect: BatchEffect = 'applied';
    for (const result of results) {
      if (await applyResult(tx, sent, result, wall)) effect = 're_enrol';
    }
    await putDurable(tx, body['durable_rev']);
    return effect;
  });
}

export async function putDurable(tx: WriteTx, durable: unknown): Promise<void> {
  if (typeof durable !== 'number') return;
  await putMeta(tx, 'durable', Math.max(durable, (await getMeta(tx, 'durable')) ?? 0));
}

/** Returns whether the device must enrol anew. */
async function applyResult(tx: WriteTx, sent: SentBatch, result: JsonObject, wall: number): Promise<boolean> {
  const row = sent.rows.find((candidate) => candidate.op.op_id === result['op_id']);
  if (row === undefined) return false;
  const current = await tx.get<OutboxRow>(STORES.outbox, numberKey(row.op.seq));
  if (current?.op.op_id !== row.op.op_id) return false;
  const status = String(result['status']);
  if (ACKED.includes(status)) {
    await ackRow(tx, current, result, readAck(result, sent.device.epoch, wall));
    return false;
  }
  if (status === 'key_reuse') return true;
  if (status === 'gap') return applyGap(tx, current, Number(result['expected']), wall);
  return false;
}

function readAck(result: JsonObject, epoch: string, wall: number): Ack {
  const { reason, ref } = result;
  return {
    status: result['status'] as AckStatus,
    rev: Number(result['rev'] ?? 0),
    epoch,
    wall,
    conflict: result['conflict'] === true,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof ref === 'string' ? { ref } : {}),
  };
}

async function ackRow(tx: WriteTx, row: OutboxRow, result: JsonObject, ack: Ack): Promise<void> {
  await markAcked(tx, row, ack);
  // A repeat brings the status of the first time along.
  const first = ack.status === 'duplicate' ? String(result['first_status'] ?? 'applied') : ack.status;
  if (first === 'quarantined' || first === 'deferred') {
    const { reason = '', ref, wall } = ack;
    await putAttention(tx, row, { status: first, reason, wall, ...(ref === undefined ? {} : { ref }) });
  } else await tx.delete(STORES.attention, row.op.op_id);
}

/** The server misses earlier ops. What is still kept goes again; if the first one is not, that is reported. */
async function applyGap(tx: WriteTx, row: OutboxRow, expected: number, wall: number): Promise<boolean> {
  if (!Number.isInteger(expected) || expected < 1) return false;
  await unackAbove(tx, row.device, expected - 1);
  if ((await tx.get(STORES.outbox, numberKey(expected))) !== undefined) return false;
  const [first] = await tx.range<OutboxRow>(STORES.outbox, undefined, 1);
  const op_id = `gap-${row.device}-${expected}`;
  const reason = `${expected}-${(first?.value.op.seq ?? row.op.seq) - 1}`;
  const notice: AttentionRow = { op_id, visit: '', field: '', status: 'freed_gap', reason, wall };
  await tx.put(STORES.attention, op_id, notice);
  return true;
}

export type AttentionCause = Omit<AttentionRow, 'op_id' | 'visit' | 'field'>;

export async function putAttention(tx: WriteTx, row: OutboxRow, cause: AttentionCause): Promise<void> {
  const { op_id, visit, field } = row.op;
  const entry: AttentionRow = { op_id, visit, field, ...cause };
  await tx.put(STORES.attention, op_id, entry);
}
