/** What the server said, as the phone last heard it, and the live view: that state plus own ops it does not contain yet. */
import { EMPTY_FIELD, mergeOps, type FieldOp, type FieldState } from '../domain/merge';
import { fromNumber, getMeta, keyOf, startingWith, type ReadTx, type WriteTx } from './local-store';
import {
  STORES, type ActRow, type CachedValue, type CacheGeneration, type CacheRecord, type FieldRow, type OutboxRow,
  type SentRow, type VisitRow,
} from './records';

export const FRESH_CACHE: CacheRecord = { live: { gen: 'a', epoch: '', cursor: 0 }, building: null };

export async function readCache(tx: ReadTx): Promise<CacheRecord> {
  return (await getMeta(tx, 'cache')) ?? FRESH_CACHE;
}

/** The generation a feed page goes into: the one being built, if there is one. */
export function fillingGeneration(cache: CacheRecord): CacheGeneration {
  return cache.building ?? cache.live;
}

async function liveGen(tx: ReadTx): Promise<string> {
  return (await readCache(tx)).live.gen;
}

export async function findVisit(tx: ReadTx, visit: string): Promise<VisitRow | undefined> {
  return tx.get<VisitRow>(STORES.visits, keyOf(await liveGen(tx), visit));
}

export async function listVisitRows(tx: ReadTx): Promise<VisitRow[]> {
  return (await tx.range<VisitRow>(STORES.visits, startingWith(await liveGen(tx)))).map((entry) => entry.value);
}

export async function findField(tx: ReadTx, visit: string, field: string): Promise<FieldRow | undefined> {
  return tx.get<FieldRow>(STORES.fields, keyOf(await liveGen(tx), visit, field));
}

export async function listFields(tx: ReadTx, gen: string, visit: string): Promise<FieldRow[]> {
  return (await tx.range<FieldRow>(STORES.fields, startingWith(gen, visit))).map((entry) => entry.value);
}

export async function listActs(tx: ReadTx, visit?: string): Promise<ActRow[]> {
  const acts = await tx.range<ActRow>(STORES.acts, startingWith(await liveGen(tx)));
  return acts.map((entry) => entry.value).filter((act) => visit === undefined || act.visit === visit);
}

/** Own ops on a visit that the shown cache does not contain, oldest first. */
export async function ownRowsNotInCache(tx: ReadTx, visit: string): Promise<OutboxRow[]> {
  const cache = await readCache(tx);
  const epoch = (await getMeta(tx, 'device'))?.epoch;
  // While a cache is rebuilt after a restore, revs of the new epoch say nothing about the old cache that is shown.
  const isBehind = epoch !== undefined && cache.live.epoch !== epoch;
  const sent = await tx.range<SentRow>(STORES.sent, isBehind ? undefined : fromNumber(cache.live.cursor + 1));
  const missing = sent
    .map((entry) => entry.value)
    .filter((row) => row.ack.rev > cache.live.cursor || row.ack.epoch === epoch);
  const waiting = (await tx.range<OutboxRow>(STORES.outbox)).map((entry) => entry.value);
  return [...missing, ...waiting].filter((row) => row.op.visit === visit);
}

export async function ownOpsNotInCache(tx: ReadTx, visit: string, field: string): Promise<FieldOp[]> {
  const rows = await ownRowsNotInCache(tx, visit);
  return rows.filter((row) => row.op.field === field).map(({ device, op }) => ({ ...op, device }));
}

export interface LiveField extends FieldState<CachedValue> {
  readonly field: string;
  /** Ids of own ops in it that the server has not acked. */
  readonly unsent: readonly string[];
}

/** All fields of a visit as they stand on this phone now. Ratings are never among them. */
export async function readLiveFields(tx: ReadTx, visit: string): Promise<Map<string, LiveField>> {
  const waiting = new Set<string>();
  const own = new Map<string, (FieldOp & CachedValue)[]>();
  for (const row of await ownRowsNotInCache(tx, visit)) {
    if (row.op.type === 'csat.set') continue;
    if (!('ack' in row)) waiting.add(row.op.op_id);
    const ops = own.get(row.op.field) ?? [];
    ops.push({ ...row.op, device: row.device });
    own.set(row.op.field, ops);
  }
  const live = new Map<string, LiveField>();
  for (const row of await listFields(tx, await liveGen(tx), visit)) {
    live.set(row.field, { field: row.field, shown: row.shown, ctx: row.ctx, over: row.over, unsent: [] });
  }
  for (const [field, ops] of own) {
    const merged = mergeOps<CachedValue>(live.get(field) ?? EMPTY_FIELD, ops);
    const unsent = merged.shown.map((value) => value.op_id).filter((id) => waiting.has(id));
    live.set(field, { field, ...merged, unsent });
  }
  return live;
}

export async function dropGeneration(tx: WriteTx, gen: string): Promise<void> {
  for (const store of [STORES.visits, STORES.fields, STORES.acts]) {
    for (const { key } of await tx.range(store, startingWith(gen))) await tx.delete(store, key);
  }
}
