/** Freeing what the server can no longer lose (sync protocol, section 5). What may not be freed never goes for age or space. */
import { deleteBytes, listFiles } from '../store/file-shelf';
import { getMeta, type LocalStore, type WriteTx } from '../store/local-store';
import { listActs } from '../store/read-cache';
import { STORES, type FileRow, type OutboxRow, type SentRow } from '../store/records';

const SPARE_DAYS = 30;
const SPARE_BYTES = 2 * 1024 ** 3;
const DAY_MS = 24 * 3600 * 1000;

export interface SpareLimits {
  readonly days: number;
  readonly bytes: number;
}

/** Delete spare copies beyond the limits, oldest first. */
export function freeSpares(
  store: LocalStore,
  wall: number,
  limits: SpareLimits = { days: SPARE_DAYS, bytes: SPARE_BYTES },
): Promise<void> {
  return store.write(async (tx) => {
    const spares = (await listSpares(tx)).sort((a, b) => a.made - b.made);
    let kept = spares.reduce((sum, spare) => sum + spare.bytes, 0);
    for (const spare of spares) {
      const isOld = wall - spare.made > limits.days * DAY_MS;
      if (!isOld && kept <= limits.bytes) continue;
      await spare.free();
      kept -= spare.bytes;
    }
  });
}

interface Spare {
  readonly made: number;
  readonly bytes: number;
  free(): Promise<void>;
}

async function listSpares(tx: WriteTx): Promise<Spare[]> {
  const durable = (await getMeta(tx, 'durable')) ?? 0;
  const unsealed = await visitsSignedButNotSealed(tx);
  const sent = (await tx.range<SentRow>(STORES.sent)).filter(
    ({ value: row }) => row.ack.rev <= durable && !unsealed.has(row.op.visit),
  );
  const files = (await listFiles(tx)).filter((file) => isSafe(file, durable) && !unsealed.has(file.visit));
  return [
    ...sent.map(({ key, value: row }) => ({
      made: row.ack.wall,
      bytes: row.bytes,
      free: async () => {
        await tx.delete(STORES.sent, key);
        await tx.delete(STORES.csat, row.op.op_id);
      },
    })),
    ...files.map((file) => ({
      made: file.made,
      bytes: file.size,
      free: () => deleteBytes(tx, file.visit, file.sha256),
    })),
  ];
}

function isSafe(file: FileRow, durable: number): boolean {
  return file.has_bytes && file.stored !== null && file.stored.rev <= durable;
}

async function visitsSignedButNotSealed(tx: WriteTx): Promise<Set<string>> {
  const own = [...(await tx.range<OutboxRow>(STORES.outbox)), ...(await tx.range<SentRow>(STORES.sent))];
  const signed = own.filter(({ value: row }) => row.op.type === 'sign.capture' || row.op.type === 'sign.refuse');
  const acts = await listActs(tx);
  const sealed = new Set(acts.filter((act) => act.state === 'sealed').map((act) => act.visit));
  const waiting = acts.filter((act) => act.state !== 'sealed').map((act) => act.visit);
  return new Set([...signed.map(({ value: row }) => row.op.visit).filter((visit) => !sealed.has(visit)), ...waiting]);
}
