/** Becoming a device: a key pair, an id from the server, and (again) after a reused seq or a freed gap. */
import type { JsonObject, Verdict } from './contact';
import { AGAIN, pause, type Step, type SyncContext } from './context';
import { startAnew } from './line-change';
import { pauseFor } from './refusals';
import { withoutRating } from '../store/outbox';
import { firstHead, rechain, readSent, sentKey, wholeRows, withoutAck } from '../store/sending';
import { getMeta, numberKey, putMeta, type WriteTx } from '../store/local-store';
import { STORES, type DeviceRecord, type HeadRecord, type KeyRow, type OutboxRow } from '../store/records';

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Register this store as a device of the signed-in engineer, once. */
export async function enrol(sync: SyncContext, person: string, name: string): Promise<Verdict> {
  const { verdict, record, keys, head } = await requestDevice(sync, person, name);
  if (record === undefined || head === undefined) return verdict;
  await sync.store.write(async (tx) => {
    if ((await getMeta(tx, 'device')) !== undefined) return;
    await putDevice(tx, record, keys, head);
    await putMeta(tx, 'cache', { live: { gen: 'a', epoch: record.epoch, cursor: 0 }, building: null });
  });
  return verdict;
}

/**
 * Take a new device id and key and give the un-acked ops new places in a new chain; ids, values and vectors stay.
 *
 * `lostAll`: the server does not know the old id at all, so every op that is still kept goes again.
 */
export async function reEnrol(sync: SyncContext, sentAs: DeviceRecord, lostAll: boolean): Promise<Step> {
  const { verdict, record, keys, head } = await requestDevice(sync, sentAs.person, sentAs.name);
  if (verdict.kind !== 'ok') return pauseFor(verdict);
  if (record === undefined || head === undefined) return pause('server_error');
  // On another line nothing is known about what the server kept of the old device.
  const isNewLine = lostAll || record.epoch !== sentAs.epoch;
  while (!(await moveTo(sync, sentAs, { record, keys, head, isNewLine })));
  return AGAIN;
}

interface NewDevice {
  readonly record: DeviceRecord;
  readonly keys: KeyRow;
  readonly head: HeadRecord;
  readonly isNewLine: boolean;
}

/** Re-issue the ops under the new device in one transaction. Returns false when another write came in between. */
async function moveTo(sync: SyncContext, sentAs: DeviceRecord, fresh: NewDevice): Promise<boolean> {
  const { record, keys, head, isNewLine } = fresh;
  const before = await sync.store.read(async (tx) => {
    const kept = isNewLine ? await readSent(tx) : [];
    const waiting = (await tx.range<OutboxRow>(STORES.outbox)).map((entry) => entry.value);
    const rows = await wholeRows(tx, [...kept.map(withoutAck), ...waiting]);
    return { head: await getMeta(tx, 'head'), kept, rows };
  });
  const reissued = await rechain(head, before.rows, sync.hash);
  return sync.store.write(async (tx) => {
    const device = await getMeta(tx, 'device');
    if (device?.device !== sentAs.device || device.epoch !== sentAs.epoch) return true;
    const now = await getMeta(tx, 'head');
    if (now?.seq !== before.head?.seq) return false;
    for (const { key } of await tx.range(STORES.outbox)) await tx.delete(STORES.outbox, key);
    for (const row of before.kept) await tx.delete(STORES.sent, sentKey(row.ack.rev, row.op.op_id));
    for (const row of reissued.rows) await tx.put(STORES.outbox, numberKey(row.op.seq), withoutRating(row));
    await putDevice(tx, record, keys, { ...reissued.head, hlc: now?.hlc ?? '' });
    if (isNewLine) await startAnew(tx, record.epoch);
    return true;
  });
}

interface Issued {
  readonly verdict: Verdict;
  readonly record?: DeviceRecord;
  readonly keys: KeyRow;
  readonly head?: HeadRecord;
}

async function requestDevice(sync: SyncContext, person: string, name: string): Promise<Issued> {
  const pair = await sync.subtle.generateKey(KEY_ALGORITHM, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await sync.subtle.exportKey('jwk', pair.publicKey);
  const public_key = { kty, crv, x, y } as JsonWebKey;
  const keys: KeyRow = { pair, public_key };
  const verdict = await sync.contact.ask({
    method: 'POST',
    path: '/devices',
    json: { name, public_key },
    expect: 'plain',
  });
  if (verdict.kind !== 'ok') return { verdict, keys };
  const record = readDevice(verdict.body, person, name);
  return { verdict, record, keys, head: await firstHead(record.device, sync.hash) };
}

function readDevice(body: JsonObject, person: string, name: string): DeviceRecord {
  const installation = body['installation'] as JsonObject;
  return {
    device: String(body['device']),
    epoch: String(body['epoch']),
    person,
    name,
    rescue_key: body['rescue_key'] ?? null,
    installation: { id: String(installation?.['id']), name: String(installation?.['name']) },
  };
}

async function putDevice(tx: WriteTx, record: DeviceRecord, keys: KeyRow, head: HeadRecord): Promise<void> {
  await putMeta(tx, 'device', record);
  await putMeta(tx, 'head', head);
  await tx.put(STORES.keys, 'device', keys);
}
