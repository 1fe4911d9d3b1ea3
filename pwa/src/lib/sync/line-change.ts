/** The server stands on another database line (restore): take its epoch, un-ack what it lost, pull everything anew. */
import { withoutRating } from '../store/outbox';
import { rechain, readSent, sentKey, unackAbove, wholeRows, withoutAck } from '../store/sending';
import { getMeta, putMeta, type LocalStore, type WriteTx } from '../store/local-store';
import { dropGeneration, readCache } from '../store/read-cache';
import { fileKey, listFiles } from '../store/file-shelf';
import { STORES, type DeviceRecord } from '../store/records';

export interface LineChange {
  readonly epoch: string;
  readonly lastSeq: number;
}

/**
 * Follow the server to its new epoch. Does nothing when device or epoch are no longer those the request was sent with.
 *
 * Ops of earlier device ids need no thought: a backup that knows this device holds all that was acked before it was made.
 */
export function followLine(
  store: LocalStore,
  sentAs: Pick<DeviceRecord, 'device' | 'epoch'>,
  change: LineChange,
): Promise<void> {
  return store.write(async (tx) => {
    const device = await getMeta(tx, 'device');
    if (device?.device !== sentAs.device || device.epoch !== sentAs.epoch) return;
    await putMeta(tx, 'device', { ...device, epoch: change.epoch });
    await unackAbove(tx, device.device, change.lastSeq);
    await startAnew(tx, change.epoch);
  });
}

/** Believe nothing the old line said about what is durable, stored or current. */
export async function startAnew(tx: WriteTx, epoch: string): Promise<void> {
  await putMeta(tx, 'durable', 0);
  await forgetStoredMarks(tx);
  await startRebuild(tx, epoch);
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
