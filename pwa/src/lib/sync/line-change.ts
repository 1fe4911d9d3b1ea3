/** The server stands on another database line (restore): take its epoch, un-ack what it lost, pull everything anew. */
import { rechain, readSent, sentKey, unackAbove, wholeRows, withoutAck, withoutRating } from '../store/outbox';
import { getMeta, numberKey, putMeta, type LocalStore, type WriteTx } from '../store/local-store';
import { dropGeneration, readCache } from '../store/read-cache';
import { fileKey, listFiles } from '../store/file-shelf';
import { STORES, type DeviceRecord } from '../store/records';
import type { HashText } from '../domain/json';

export interface LineChange {
  readonly epoch: string;
  readonly lastSeq: number;
}

/**
 * Follow the server to its new epoch. Does nothing when device or epoch are no longer those the request was sent with.
 *
 * Acked ops of earlier device ids may be lost too and the server's answer does not count them, so they are sent once
 * more behind the queue; what the server still has is answered with `duplicate`.
 */
export async function followLine(
  store: LocalStore,
  hash: HashText,
  sentAs: Pick<DeviceRecord, 'device' | 'epoch'>,
  change: LineChange,
): Promise<void> {
  for (;;) {
    const before = await store.read(async (tx) => {
      const former = (await readSent(tx)).filter((row) => row.device !== sentAs.device);
      return { head: await getMeta(tx, 'head'), former: await wholeRows(tx, former) };
    });
    if (before.head === undefined) return;
    const { head } = before;
    const reissued = await rechain(head, before.former.map(withoutAck), hash);
    const isDone = await store.write(async (tx) => {
      const device = await getMeta(tx, 'device');
      if (device?.device !== sentAs.device || device.epoch !== sentAs.epoch) return true;
      const now = await getMeta(tx, 'head');
      if (now?.device !== head.device || now.seq !== head.seq) return false;
      await putMeta(tx, 'device', { ...device, epoch: change.epoch });
      await unackAbove(tx, device.device, change.lastSeq);
      for (const row of before.former) await tx.delete(STORES.sent, sentKey(row.ack.rev, row.op.op_id));
      for (const row of reissued.rows) await tx.put(STORES.outbox, numberKey(row.op.seq), withoutRating(row));
      await putMeta(tx, 'head', { ...reissued.head, hlc: now.hlc });
      await putMeta(tx, 'durable', 0);
      await forgetStoredMarks(tx);
      await startRebuild(tx, change.epoch);
      return true;
    });
    if (isDone) return;
  }
}

/** Build the read cache anew beside the one that is shown. */
export async function startRebuild(tx: WriteTx, epoch: string): Promise<void> {
  const cache = await readCache(tx);
  const gen = cache.live.gen === 'a' ? 'b' : 'a';
  await dropGeneration(tx, gen);
  await putMeta(tx, 'cache', { live: cache.live, building: { gen, epoch, cursor: 0 } });
}

/** What the new line does not call stored is uploaded again. */
async function forgetStoredMarks(tx: WriteTx): Promise<void> {
  for (const file of await listFiles(tx)) {
    if (!file.has_bytes) continue;
    await tx.put(STORES.files, fileKey(file.visit, file.sha256), {
      ...file,
      state: 'waiting',
      stored: null,
      location: null,
      offset: 0,
    });
  }
}
