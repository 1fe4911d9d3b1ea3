/** Hearing from the server: feed pages, each applied in one transaction and only onto the cursor it continues. */
import { AGAIN, DONE, pause, type Step, type SyncContext } from './context';
import { learnTime } from './server-time';
import { reEnrol } from './enrol';
import { applyPage, readPage, type FeedPage } from './feed-page';
import { followLine, startRebuild } from './line-change';
import { isDeviceUnknown, isLineChange, pauseFor, type Failure } from './refusals';
import { findDifferingVisits } from './sums';
import { fillingGeneration, readCache } from '../store/read-cache';
import { getMeta } from '../store/local-store';
import type { DeviceRecord } from '../store/records';

const PAGE_LIMIT = 500;

export class Pull {
  /** Visits pulled anew because their sums differed; once a session each, so that a server fault makes no loop. */
  private readonly repaired = new Set<string>();

  constructor(
    private readonly sync: SyncContext,
    private readonly onDifference: (visits: readonly string[]) => void,
  ) {}

  async pullPage(): Promise<Step> {
    const from = await this.sync.store.read(async (tx) => ({
      device: await getMeta(tx, 'device'),
      cursor: fillingGeneration(await readCache(tx)).cursor,
    }));
    const { device, cursor } = from;
    if (device === undefined) return DONE;
    const sentAt = this.sync.time.mono();
    const query = `epoch=${encodeURIComponent(device.epoch)}&rev=${cursor}&limit=${PAGE_LIMIT}`;
    const verdict = await this.sync.contact.ask({ method: 'GET', path: `/sync/feed?${query}`, expect: 'sync' });
    if (verdict.kind !== 'ok') return this.answerFailure(verdict, device);
    await learnTime(this.sync, verdict.body['server_time'], sentAt);
    const page = readPage(verdict.body);
    if (!(await applyPage(this.sync.store, device, page, this.sync.time.wall()))) return pause('lost_answer');
    if (page.more) return AGAIN;
    return this.compareSums(device, page);
  }

  private async answerFailure(verdict: Failure, device: DeviceRecord): Promise<Step> {
    if (verdict.kind !== 'refused') return pauseFor(verdict);
    if (isDeviceUnknown(verdict)) return reEnrol(this.sync, device, true);
    if (isLineChange(verdict)) {
      const change = { epoch: String(verdict.body['epoch']), lastSeq: Number(verdict.body['last_seq'] ?? 0) };
      await followLine(this.sync.store, device, change);
      return AGAIN;
    }
    if (verdict.status === 410) {
      await this.sync.store.write((tx) => startRebuild(tx, device.epoch));
      return AGAIN;
    }
    return pauseFor(verdict);
  }

  private async compareSums(device: DeviceRecord, page: FeedPage): Promise<Step> {
    const differing = await findDifferingVisits(this.sync, page);
    const fresh = differing.filter((visit) => !this.repaired.has(visit));
    if (fresh.length === 0) return DONE;
    for (const visit of fresh) this.repaired.add(visit);
    this.onDifference(fresh);
    await this.sync.store.write((tx) => startRebuild(tx, device.epoch));
    return AGAIN;
  }
}
