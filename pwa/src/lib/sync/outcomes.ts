/** What the device does with the server's answer to each op (sync protocol 4.2), in one transaction. */
import { markAcked, unackAbove } from '../store/outbox';
import { getMeta, numberKey, putMeta, type LocalStore, type WriteTx } from '../store/local-store';
import { STORES, type AckStatus, type AttentionRow, type DeviceRecord, type OutboxRow } from '../store/records';
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
    await ackRow(tx, sent.device, current, result, status as AckStatus, wall);
    return false;
  }
  if (status === 'key_reuse') return true;
  if (status === 'gap') return applyGap(tx, sent.device, current, Number(result['expected']), wall);
  return false;
}

async function ackRow(
  tx: WriteTx,
  device: DeviceRecord,
  row: OutboxRow,
  result: JsonObject,
  status: AckStatus,
  wall: number,
): Promise<void> {
  const reason = typeof result['reason'] === 'string' ? result['reason'] : undefined;
  const ref = typeof result['ref'] === 'string' ? result['ref'] : undefined;
  await markAcked(tx, row, {
    status,
    rev: Number(result['rev'] ?? 0),
    epoch: device.epoch,
    wall,
    conflict: result['conflict'] === true,
    ...(reason === undefined ? {} : { reason }),
    ...(ref === undefined ? {} : { ref }),
  });
  // A repeat brings the status of the first time along.
  const first = status === 'duplicate' ? String(result['first_status'] ?? 'applied') : status;
  if (first === 'quarantined' || first === 'deferred') await putAttention(tx, row, first, reason ?? '', ref, wall);
  else await tx.delete(STORES.attention, row.op.op_id);
}

async function applyGap(tx: WriteTx, device: DeviceRecord, row: OutboxRow, expected: number, wall: number): Promise<boolean> {
  if (!Number.isInteger(expected) || expected < 1) return false;
  await unackAbove(tx, device.device, expected - 1);
  if ((await tx.get(STORES.outbox, numberKey(expected))) !== undefined) return false;
  const [first] = await tx.range<OutboxRow>(STORES.outbox, undefined, 1);
  const range = `${expected}-${(first?.value.op.seq ?? row.op.seq) - 1}`;
  const notice: AttentionRow = { op_id: `gap-${device.device}-${expected}`, visit: '', field: '', status: 'freed_gap', reason: range, wall };
  await tx.put(STORES.attention, notice.op_id, notice);
  return true;
}

export async function putAttention(
  tx: WriteTx,
  row: OutboxRow,
  status: AttentionRow['status'],
  reason: string,
  ref: string | undefined,
  wall: number,
): Promise<void> {
  const { op_id, visit, field } = row.op;
  const entry: AttentionRow = { op_id, visit, field, status, reason, wall, ...(ref === undefined ? {} : { ref }) };
  await tx.put(STORES.attention, op_id, entry);
}
