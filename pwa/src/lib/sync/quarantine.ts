/** The last way for the work of a withdrawn device: its unsent ops, once, signed with the device key, for a dispatcher to judge. */
import { canonicalText } from '../domain/json';
import { toBase64 } from './base64';
import type { SyncContext } from './context';
import { readWaiting } from '../store/sending';
import { getMeta, putMeta } from '../store/local-store';
import { STORES, type KeyRow } from '../store/records';

const MAX_OPS = 200;

/** Returns whether the office has the work. The outbox stays as it is. */
export async function sendToQuarantine(sync: SyncContext): Promise<boolean> {
  const read = await sync.store.read(async (tx) => ({
    device: await getMeta(tx, 'device'),
    sent: await getMeta(tx, 'quarantine_sent'),
    keys: await tx.get<KeyRow>(STORES.keys, 'device'),
    rows: await readWaiting(tx, MAX_OPS),
  }));
  const { device, keys } = read;
  const last = read.rows.at(-1)?.op.seq ?? 0;
  if (device === undefined || keys === undefined || last <= (read.sent?.up_to ?? 0)) return true;
  const body = {
    device: device.device,
    epoch: device.epoch,
    ops: read.rows.map((row) => row.op),
    at: new Date(sync.time.wall()).toISOString(),
  };
  const signature = await sync.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    keys.pair.privateKey,
    new TextEncoder().encode(canonicalText(body)),
  );
  const verdict = await sync.contact.ask({
    method: 'POST',
    path: '/sync/quarantine',
    json: { ...body, sig: toBase64(new Uint8Array(signature)) },
    expect: 'plain',
  });
  if (verdict.kind !== 'ok') return false;
  await sync.store.write((tx) => putMeta(tx, 'quarantine_sent', { up_to: last }));
  return true;
}
