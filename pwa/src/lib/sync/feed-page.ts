/** A feed page and its way into the read cache. */
import type { Vector } from '../domain/op';
import { getMeta, keyOf, putMeta, startingWith, type LocalStore, type WriteTx } from '../store/local-store';
import { dropGeneration, fillingGeneration, readCache } from '../store/read-cache';
import { updateFile } from '../store/file-shelf';
import {
  STORES, type ActRow, type AttentionRow, type CachedValue, type CacheGeneration, type CacheRecord, type DeviceRecord,
  type FieldRow, type OutboxRow, type SentRow, type VisitRow,
} from '../store/records';
import type { JsonObject } from './contact';
import { putDurable } from './outcomes';

export interface FeedPage {
  readonly epoch: string;
  readonly from: number;
  readonly next: number;
  readonly more: boolean;
  readonly changes: readonly JsonObject[];
  readonly tombstones: readonly JsonObject[];
  readonly revoked: readonly string[];
  readonly sums: { readonly [visit: string]: { readonly n: number; readonly x: string } };
  readonly totals: JsonObject;
  readonly durable: unknown;
  readonly minApp: string | null;
}

export function readPage(body: JsonObject): FeedPage {
  const list = (key: string) => (Array.isArray(body[key]) ? (body[key] as never[]) : []);
  return {
    epoch: String(body['epoch']),
    from: Number(body['from']),
    next: Number(body['next']),
    more: body['more'] === true,
    changes: list('changes'),
    tombstones: list('tombstones'),
    revoked: list('revoked'),
    sums: (body['sums'] ?? {}) as FeedPage['sums'],
    totals: (body['totals'] ?? {}) as JsonObject,
    durable: body['durable_rev'],
    minApp: typeof body['min_app'] === 'string' ? body['min_app'] : null,
  };
}

/** Apply a page if device and epoch still stand and it continues the cursor. Returns whether it was applied. */
export function applyPage(store: LocalStore, sentAs: DeviceRecord, page: FeedPage, wall: number): Promise<boolean> {
  return store.write(async (tx) => {
    const device = await getMeta(tx, 'device');
    if (device?.device !== sentAs.device || device.epoch !== sentAs.epoch || page.epoch !== device.epoch) return false;
    const cache = await readCache(tx);
    const target = fillingGeneration(cache);
    if (!(page.from <= target.cursor)) return false;
    for (const visit of page.revoked) await revokeVisit(tx, target.gen, visit);
    for (const change of page.changes) await applyChange(tx, target.gen, change, { epoch: device.epoch, wall });
    for (const tombstone of page.tombstones) await bury(tx, target.gen, tombstone);
    const filled = { ...target, epoch: device.epoch, cursor: Math.max(target.cursor, page.next) };
    await putDurable(tx, page.durable);
    await putMeta(tx, 'totals', page.totals);
    if (page.minApp !== null) await putMeta(tx, 'min_app', page.minApp);
    await putFilled(tx, cache, filled, page.more);
    return true;
  });
}

async function applyChange(
  tx: WriteTx,
  gen: string,
  change: JsonObject,
  at: { readonly epoch: string; readonly wall: number },
): Promise<void> {
  const rev = Number(change['rev']);
  if (change['kind'] === 'visit') return putVisit(tx, gen, rev, change);
  if (change['kind'] === 'field') return putField(tx, gen, rev, change);
  if (change['kind'] === 'act') return putAct(tx, gen, rev, change);
  if (change['kind'] === 'op') return noteOutcome(tx, change, at.wall);
  if (change['kind'] === 'file' && change['state'] === 'stored') {
    await updateFile(tx, String(change['visit']), String(change['sha256']), {
      state: 'received',
      stored: { rev, epoch: at.epoch },
    });
  }
}

async function putVisit(tx: WriteTx, gen: string, rev: number, change: JsonObject): Promise<void> {
  const id = String(change['id']);
  const key = keyOf(gen, id);
  const old = await tx.get<VisitRow>(STORES.visits, key);
  if (old !== undefined && old.rev > rev) return;
  const { kind: _kind, rev: _rev, ...record } = change;
  await tx.put(STORES.visits, key, { id, rev, record, revoked: false, lost: false } satisfies VisitRow);
}

async function putField(tx: WriteTx, gen: string, rev: number, change: JsonObject): Promise<void> {
  const visit = String(change['visit']);
  const field = String(change['field']);
  const key = keyOf(gen, visit, field);
  const old = await tx.get<FieldRow>(STORES.fields, key);
  if (old !== undefined && old.rev > rev) return;
  const row: FieldRow = {
    visit,
    field,
    rev,
    shown: (change['shown'] ?? []) as unknown as CachedValue[],
    ctx: (change['ctx'] ?? {}) as Vector,
    over: (change['over'] ?? []) as string[],
  };
  await tx.put(STORES.fields, key, row);
}

async function putAct(tx: WriteTx, gen: string, rev: number, change: JsonObject): Promise<void> {
  const key = keyOf(gen, String(change['act_id']));
  const old = await tx.get<ActRow>(STORES.acts, key);
  if (old !== undefined && old.rev > rev) return;
  const { kind: _kind, ...act } = change;
  await tx.put(STORES.acts, key, act);
}

/** The outcome of an own op that changed after it was acked. */
async function noteOutcome(tx: WriteTx, change: JsonObject, wall: number): Promise<void> {
  const opId = String(change['op_id']);
  const known = await tx.get<AttentionRow>(STORES.attention, opId);
  if (change['status'] === 'applied') {
    if (known !== undefined) await tx.delete(STORES.attention, opId);
    return;
  }
  const row: AttentionRow = {
    op_id: opId,
    visit: known?.visit ?? String(change['visit'] ?? ''),
    field: known?.field ?? String(change['field'] ?? ''),
    status: change['status'] as AttentionRow['status'],
    reason: typeof change['reason'] === 'string' ? change['reason'] : (known?.reason ?? ''),
    wall,
  };
  await tx.put(STORES.attention, opId, row);
}

async function revokeVisit(tx: WriteTx, gen: string, visit: string): Promise<void> {
  const key = keyOf(gen, visit);
  const row = await tx.get<VisitRow>(STORES.visits, key);
  if (row !== undefined) await tx.put(STORES.visits, key, { ...row, revoked: true });
}

async function bury(tx: WriteTx, gen: string, tombstone: JsonObject): Promise<void> {
  if (tombstone['kind'] === 'field') {
    await tx.delete(STORES.fields, keyOf(gen, String(tombstone['visit']), String(tombstone['field'])));
  } else if (tombstone['kind'] === 'visit') {
    await revokeVisit(tx, gen, String(tombstone['id'] ?? tombstone['visit']));
  }
}

/** Move the cursor; when a rebuild has come to its end, show it in place of the old cache. */
async function putFilled(tx: WriteTx, cache: CacheRecord, filled: CacheGeneration, more: boolean): Promise<void> {
  if (cache.building === null) return putMeta(tx, 'cache', { live: filled, building: null });
  if (more) return putMeta(tx, 'cache', { live: cache.live, building: filled });
  await keepVisitsWithOwnWork(tx, cache.live.gen, filled.gen);
  await dropGeneration(tx, cache.live.gen);
  await putMeta(tx, 'cache', { live: filled, building: null });
}

/** A visit the server lost stays with its checklist while own work on it is not durable. */
async function keepVisitsWithOwnWork(tx: WriteTx, oldGen: string, newGen: string): Promise<void> {
  const busy = await visitsWithFragileWork(tx);
  for (const { value: row } of await tx.range<VisitRow>(STORES.visits, startingWith(oldGen))) {
    const key = keyOf(newGen, row.id);
    if (!busy.has(row.id) || (await tx.get(STORES.visits, key)) !== undefined) continue;
    await tx.put(STORES.visits, key, { ...row, rev: 0, lost: !row.revoked });
    for (const { value: field } of await tx.range<FieldRow>(STORES.fields, startingWith(oldGen, row.id))) {
      // Rev 0: whatever the new line says about the field later is newer.
      await tx.put(STORES.fields, keyOf(newGen, row.id, field.field), { ...field, rev: 0 });
    }
  }
}

async function visitsWithFragileWork(tx: WriteTx): Promise<Set<string>> {
  const durable = (await getMeta(tx, 'durable')) ?? 0;
  const waiting = await tx.range<OutboxRow>(STORES.outbox);
  const sent = await tx.range<SentRow>(STORES.sent);
  const fragile = sent.filter((entry) => entry.value.ack.rev > durable);
  return new Set([...waiting, ...fragile].map((entry) => entry.value.op.visit));
}
