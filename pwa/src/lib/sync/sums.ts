/** Comparing what is cached with the server's sums: per open visit the number of shown values and the XOR of their hashes. */
import { canonicalText } from '../domain/json';
import { listFields, readCache } from '../store/read-cache';
import type { SyncContext } from './context';
import type { FeedPage } from './feed-page';

/** Visits whose cached values differ although the phone stands exactly at the page's rev. */
export async function findDifferingVisits(sync: SyncContext, page: FeedPage): Promise<string[]> {
  const visits = Object.keys(page.sums);
  const cached = await sync.store.read(async (tx) => {
    const { live } = await readCache(tx);
    if (live.cursor !== page.next) return undefined;
    const fields = await Promise.all(visits.map((visit) => listFields(tx, live.gen, visit)));
    return new Map(visits.map((visit, i) => [visit, fields[i] ?? []]));
  });
  if (cached === undefined) return [];
  const differing: string[] = [];
  for (const [visit, fields] of cached) {
    const pairs = fields.flatMap((row) => row.shown.map((value) => [row.field, value.op_id]));
    const sum = page.sums[visit];
    if (sum === undefined) continue;
    const isSame = pairs.length === sum.n && (sum.n === 0 || (await xorOfHashes(sync, pairs)) === sum.x);
    if (!isSame) differing.push(visit);
  }
  return differing;
}

async function xorOfHashes(sync: SyncContext, pairs: readonly string[][]): Promise<string> {
  let sum = 0n;
  for (const pair of pairs) sum ^= BigInt(`0x${await sync.hash(canonicalText(pair))}`);
  return sum.toString(16).padStart(64, '0');
}
