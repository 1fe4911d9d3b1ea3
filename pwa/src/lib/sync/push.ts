/** Sending the queue: one batch at a time, first in first out. An op leaves it only by an outcome of its own. */
import { canonicalText } from '../domain/json';
import { readWaiting } from '../store/sending';
import { getMeta, numberKey } from '../store/local-store';
import { STORES, type DeviceRecord, type OutboxRow } from '../store/records';
import { toBase64 } from './base64';
import { AGAIN, DONE, pause, type Step, type SyncContext } from './context';
import { learnTime } from './server-time';
import { reEnrol } from './enrol';
import { makeHeartbeat, readUnsent } from './heartbeat';
import { followLine } from './line-change';
import { applyAnswer, putAttention } from './outcomes';
import { isDeviceUnknown, isLineChange, pauseFor, type Failure } from './refusals';
import type { Verdict } from './contact';

const MAX_OPS = 200;
const MAX_BYTES = 512 * 1024;
const FAILURES_BEFORE_ISOLATION = 5;

export class Push {
  private batchLimit = MAX_OPS;
  /** The op that is sent alone because its batch was refused. */
  private suspect: { opId: string; isAlone: boolean; failures: number } | null = null;
  private toldUnsent: boolean | null = null;

  constructor(private readonly sync: SyncContext) {}

  /** Send the next batch. `again` means that more may be sent at once. */
  async sendBatch(): Promise<Step> {
    const batch = await this.readBatch();
    if (batch === undefined) return DONE;
    const { device, rows, hb } = batch;
    const sentAt = this.sync.time.mono();
    const verdict = await this.sync.contact.ask({
      method: 'POST',
      path: '/sync/push',
      json: { device: device.device, epoch: device.epoch, ops: rows.map(asWire), hb },
      expect: 'sync',
    });
    if (verdict.kind !== 'ok') return this.answerFailure(verdict, device, rows);
    return this.takeAnswer(verdict, device, rows, sentAt);
  }

  /** Called when the feed worked although the push failed: then the op is at fault, not the way to the server. */
  async blameFirst(isRefusal: boolean): Promise<void> {
    if (this.suspect === null) return;
    const { opId, isAlone } = this.suspect;
    // Only an op that the server refused becomes opaque; one whose answers get lost is merely sent alone.
    const failures = this.suspect.failures + (isAlone && !isRefusal ? 0 : 1);
    const isEnough = failures >= (isAlone ? 1 : FAILURES_BEFORE_ISOLATION);
    if (isEnough && isAlone) await this.wrapFirst(opId);
    this.suspect = { opId, isAlone: isAlone || isEnough, failures: isEnough ? 0 : failures };
  }

  private async readBatch() {
    const persisted = await this.sync.storage.isPersisted();
    const wall = this.sync.time.wall();
    const limit = this.suspect?.isAlone === true ? 1 : this.batchLimit;
    const read = await this.sync.store.read(async (tx) => ({
      device: await getMeta(tx, 'device'),
      waiting: await readWaiting(tx, limit),
      unsent: await readUnsent(tx),
    }));
    const { device } = read;
    const hasUnsent = read.unsent.ops + read.unsent.files > 0;
    if (device === undefined) return undefined;
    // Without ops a push only carries the heartbeat, and only when it says something new.
    if (read.waiting.length === 0 && hasUnsent === this.toldUnsent) return undefined;
    this.toldUnsent = hasUnsent;
    return { device, rows: fitting(read.waiting), hb: makeHeartbeat(read.unsent, wall, persisted) };
  }

  private async takeAnswer(
    verdict: Verdict & { kind: 'ok' },
    device: DeviceRecord,
    rows: readonly OutboxRow[],
    sentAt: number,
  ): Promise<Step> {
    const { sync } = this;
    await learnTime(sync, verdict.body['server_time'], sentAt);
    const effect = await applyAnswer(sync.store, { device, rows }, verdict.body, sync.time.wall());
    if (effect === 're_enrol') return reEnrol(sync, device, false);
    const results = verdict.body['results'];
    const isAnswered = effect === 'applied' && (rows.length === 0 || (Array.isArray(results) && results.length > 0));
    if (!isAnswered) return pause('lost_answer');
    this.suspect = null;
    return rows.length === 0 ? DONE : AGAIN;
  }

  private async answerFailure(verdict: Failure, device: DeviceRecord, rows: readonly OutboxRow[]): Promise<Step> {
    const [first] = rows;
    if (verdict.kind === 'no_answer' && first !== undefined) this.suspectFirst(first.op.op_id);
    if (verdict.kind !== 'refused') return pauseFor(verdict);
    if (isLineChange(verdict)) return this.changeLine(verdict, device);
    // A heartbeat alone that is not understood is nothing to wait for.
    if (first === undefined) return verdict.status === 400 || verdict.status === 422 ? DONE : pauseFor(verdict);
    if (verdict.status === 400 || verdict.status === 422) return this.isolate(first, rows.length);
    if (verdict.status === 413) return this.shrink(rows.length, first);
    if (verdict.status >= 500 && verdict.status !== 503) this.suspectFirst(first.op.op_id);
    return pauseFor(verdict);
  }

  private async changeLine(verdict: Failure & { kind: 'refused' }, device: DeviceRecord): Promise<Step> {
    const isUnknown = isDeviceUnknown(verdict);
    if (isUnknown) return reEnrol(this.sync, device, true);
    await followLine(this.sync.store, device, {
      epoch: String(verdict.body['epoch']),
      lastSeq: Number(verdict.body['last_seq'] ?? 0),
    });
    return AGAIN;
  }

  /** A refused batch: first its first op alone, then the same op as opaque bytes; the server takes those unread. */
  private async isolate(first: OutboxRow, batchSize: number): Promise<Step> {
    if (first.raw && batchSize === 1) return pause('refused');
    const isSingle = batchSize === 1;
    this.suspect = { opId: first.op.op_id, isAlone: true, failures: 0 };
    if (isSingle) await this.wrapFirst(first.op.op_id);
    return AGAIN;
  }

  private async shrink(batchSize: number, first: OutboxRow): Promise<Step> {
    if (batchSize > 1) {
      this.batchLimit = Math.max(1, Math.floor(batchSize / 2));
      return AGAIN;
    }
    const wall = this.sync.time.wall();
    await this.sync.store.write((tx) => putAttention(tx, first, { status: 'server_limit', reason: '', wall }));
    return pause('server_limit');
  }

  private suspectFirst(opId: string): void {
    if (this.suspect?.opId !== opId) this.suspect = { opId, isAlone: false, failures: 0 };
  }

  private async wrapFirst(opId: string): Promise<void> {
    await this.sync.store.write(async (tx) => {
      const [first] = await tx.range<OutboxRow>(STORES.outbox, undefined, 1);
      if (first?.value.op.op_id !== opId) return;
      await tx.put(STORES.outbox, numberKey(first.value.op.seq), { ...first.value, raw: true });
    });
  }
}

/** As many rows from the front as fit the byte limit, at least one. */
function fitting(rows: readonly OutboxRow[]): OutboxRow[] {
  let bytes = 0;
  return rows.filter((row, i) => {
    bytes += row.bytes + 1;
    return i === 0 || bytes <= MAX_BYTES;
  });
}

function asWire(row: OutboxRow): object {
  const { op } = row;
  if (!row.raw) return op;
  const bytes = toBase64(new TextEncoder().encode(canonicalText(op)));
  return { op_id: op.op_id, seq: op.seq, v: 0, type: 'raw', bytes };
}
