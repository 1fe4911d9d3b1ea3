/** Learning how far the server's clock is away, at each contact. */
import { getMeta, putMeta } from '../store/local-store';
import type { SyncContext } from './context';

export async function learnTime(sync: SyncContext, serverTime: unknown, sentMono: number): Promise<void> {
  const wall = typeof serverTime === 'string' ? Date.parse(serverTime) : Number.NaN;
  if (Number.isNaN(wall)) return;
  const fresh = sync.time.sample(wall, sentMono);
  await sync.store.write(async (tx) => {
    await putMeta(tx, 'clock', sync.time.better(await getMeta(tx, 'clock'), fresh));
  });
}
