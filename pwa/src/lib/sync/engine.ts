/** When to sync and in which order: push, then feed, then files in a lane of their own. Coalesces bells, waits after failures. */
import { BackOff } from './backoff';
import type { PauseReason, Step, SyncContext } from './context';
import type { Locks } from './locks';
import type { freeSpares } from './freeing';
import type { Pull } from './pull';
import type { Push } from './push';
import { IDLE, readStatus, type EngineState, type Phase, type SyncStatus } from './status';
import type { sendToQuarantine } from './quarantine';
import type { Upload } from './upload';
import { loadLate } from '../domain/late';
import { Observable } from '../domain/observable';
import { Problem } from '../domain/problems';
import { getMeta, putMeta } from '../store/local-store';
import { STORES } from '../store/records';

/** What rang. Only the timer waits for the back-off; a person, a fresh entry or a returning app tries at once. */
export type Bell = 'start' | 'write' | 'online' | 'visible' | 'person' | 'worker' | 'timer';

export interface Timers {
  /** Call once after a while; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export interface Surroundings {
  readonly locks: Locks;
  readonly timers: Timers;
  /** False in simulations: then only `run` syncs. */
  readonly syncsItself: boolean;
  readonly onPulled: () => void;
  /** Faults nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** Push, feed and files with their helpers, which load late. */
interface Lanes {
  readonly push: Push;
  readonly pull: Pull;
  readonly upload: Upload;
  readonly freeSpares: typeof freeSpares;
  readonly sendToQuarantine: typeof sendToQuarantine;
}

const TICK_MS = 30_000;
/** More steps than any honest exchange needs; beyond it something answers in circles. */
const MAX_STEPS = 2_000;
const FREEING_MS = 3_600_000;
const MAX_ROUNDS = 4;
const KEPT_RUNS = 30;
/** Reasons after which asking for the feed is pointless. */
const NO_WAY_THROUGH: readonly (PauseReason | null)[] = ['no_network', 'portal', 'sign_in', 'withdrawn', 'app_incomplete'];

export const loadExchange = () => loadLate(() => import('./exchange'));

export class SyncEngine {
  readonly status: Observable<SyncStatus | null> = new Observable<SyncStatus | null>(null);
  private state: EngineState = IDLE;
  private loading: Promise<Lanes> | null = null;
  private loaded: Lanes | null = null;
  private readonly opsBackOff: BackOff;
  private readonly filesBackOff: BackOff;
  private readonly opsRun = new Coalesced(() => this.outside.locks.run('outbox-flush', () => this.exchange()));
  private readonly filesRun = new Coalesced(() => this.outside.locks.run('file-upload', () => this.sendFiles()));
  private cancelTick: (() => void) | null = null;
  private isStopped = false;
  private nextFreeing = 0;

  constructor(
    private readonly sync: SyncContext,
    private readonly outside: Surroundings,
  ) {
    const mono = () => sync.time.mono();
    this.opsBackOff = new BackOff(sync.random, mono);
    this.filesBackOff = new BackOff(sync.random, mono);
  }

  start(): void {
    if (this.outside.syncsItself) this.tick();
    this.ring('start');
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTick?.();
  }

  /** Ask for a sync and do not wait for it. */
  ring(bell: Bell): void {
    if (!this.outside.syncsItself) return;
    this.run(bell).catch((error: unknown) => {
      if (!this.isStopped) this.outside.onError(error);
    });
  }

  /** Sync ops and feed, then files. Resolves when both have come to rest. */
  async run(bell: Bell): Promise<void> {
    const isUrgent = bell !== 'timer';
    if (this.isStopped || !this.maySend()) return;
    if (!(await this.loadLanes()) || this.isStopped) return;
    if (this.opsBackOff.mayTry(isUrgent)) await this.opsRun.call();
    if (NO_WAY_THROUGH.includes(this.state.waitsFor) || !this.filesBackOff.mayTry(isUrgent)) return;
    await this.filesRun.call();
  }

  /** A person has signed in: what waited for it may go on. */
  signedIn(): void {
    this.state = { ...this.state, waitsFor: null, filesWaitFor: null };
    this.opsBackOff.succeed();
    this.filesBackOff.succeed();
  }

  /** Read the figures anew, after a write on this device. */
  async refresh(): Promise<void> {
    if (this.isStopped) return;
    this.status.set(await this.sync.store.read((tx) => readStatus(tx, this.sync.time, this.state)));
  }

  /** After a 401 or a withdrawal nothing is tried before a sign-in. */
  private maySend(): boolean {
    return this.state.waitsFor !== 'sign_in' && this.state.waitsFor !== 'withdrawn';
  }

  /** Whether what an exchange needs is there. If not, the status says so, and the next bell tries again. */
  private async loadLanes(): Promise<boolean> {
    try {
      this.loading ??= this.openLanes();
      this.loaded = await this.loading;
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.loading = null;
      this.state = { ...this.state, waitsFor: 'app_incomplete' };
      await this.refresh();
      return false;
    }
  }

  private async openLanes(): Promise<Lanes> {
    const { freeSpares, Pull, Push, sendToQuarantine, Upload } = await loadExchange();
    return {
      push: new Push(this.sync),
      pull: new Pull(this.sync, (visits) => this.logRun('sums', `differ: ${visits.join(' ')}`)),
      upload: new Upload(this.sync),
      freeSpares,
      sendToQuarantine,
    };
  }

  private get lanes(): Lanes {
    if (this.loaded === null) throw new Error('The parts of an exchange are not loaded.');
    return this.loaded;
  }

  private tick(): void {
    this.cancelTick = this.outside.timers.after(TICK_MS, () => {
      this.ring('timer');
      this.tick();
    });
  }

  private async exchange(): Promise<void> {
    let trouble = await this.pushThenPull();
    // The feed may bring a new line of the database, after which there is something to send again.
    for (let round = 1; trouble === null && round < MAX_ROUNDS && (await this.hasWaitingOps()); round += 1) {
      trouble = await this.pushThenPull();
    }
    if (trouble?.reason === 'withdrawn') await this.handOver();
    if (trouble === null) {
      this.opsBackOff.succeed();
      this.state = { ...this.state, lastContact: this.sync.time.wall() };
    } else this.opsBackOff.fail(trouble.retryAfterMs);
    this.state = { ...this.state, phase: 'idle', waitsFor: trouble?.reason ?? null, ...(await this.readRoom()) };
    await this.freeNowAndThen();
    await this.logRun('exchange', trouble?.reason ?? 'ok');
    await this.refresh();
  }

  private async pushThenPull(): Promise<Pause | null> {
    const pushed = asPause(await this.repeat('sending', () => this.lanes.push.sendBatch()));
    // Without an answer to the push the feed is still asked: it tells a lost way from an op that crashes the server.
    const isBlocked = pushed !== null && pushed.reason !== 'no_network' && NO_WAY_THROUGH.includes(pushed.reason);
    if (isBlocked) return pushed;
    const pulled = asPause(await this.repeat('receiving', () => this.lanes.pull.pullPage()));
    this.outside.onPulled();
    const isPushAtFault = pushed?.reason === 'server_error' || pushed?.reason === 'no_network';
    if (pulled === null && isPushAtFault) await this.lanes.push.blameFirst(pushed.reason === 'server_error');
    return pushed ?? pulled;
  }

  private async freeNowAndThen(): Promise<void> {
    const mono = this.sync.time.mono();
    if (mono < this.nextFreeing) return;
    this.nextFreeing = mono + FREEING_MS;
    await this.lanes.freeSpares(this.sync.store, this.sync.time.wall());
  }

  private async readRoom(): Promise<Pick<EngineState, 'usedShare' | 'isPersisted'>> {
    const { storage } = this.sync;
    return { usedShare: (await storage.estimate())?.usedShare ?? null, isPersisted: await storage.isPersisted() };
  }

  private async hasWaitingOps(): Promise<boolean> {
    return (await this.sync.store.read((tx) => tx.count(STORES.outbox))) > 0;
  }

  private async sendFiles(): Promise<void> {
    this.lanes.upload.startRun();
    const trouble = asPause(await this.repeat('uploading', () => this.lanes.upload.sendNext()));
    if (trouble === null) this.filesBackOff.succeed();
    else this.filesBackOff.fail(trouble.retryAfterMs);
    const reason = trouble?.reason ?? null;
    const isShared = reason === 'sign_in' || reason === 'withdrawn';
    this.state = {
      ...this.state,
      phase: 'idle',
      filesWaitFor: reason,
      ...(isShared ? { waitsFor: reason } : {}),
    };
    await this.refresh();
  }

  private async repeat(phase: Phase, next: () => Promise<Step>): Promise<Step> {
    this.state = { ...this.state, phase };
    await this.refresh();
    for (let i = 0; i < MAX_STEPS; i += 1) {
      const step = await next();
      if (step.kind !== 'again') return step;
      if (i % 10 === 9) await this.refresh();
    }
    return { kind: 'pause', reason: 'server_error', retryAfterMs: null };
  }

  private async handOver(): Promise<void> {
    const officeHasWork = await this.lanes.sendToQuarantine(this.sync);
    this.state = { ...this.state, officeHasWork };
  }

  private async logRun(phase: string, result: string): Promise<void> {
    const wall = this.sync.time.wall();
    await this.sync.store.write(async (tx) => {
      const runs = (await getMeta(tx, 'runs')) ?? [];
      const last = runs.at(-1);
      const isSame = last?.phase === phase && last.result === result;
      await putMeta(tx, 'runs', [...(isSame ? runs.slice(0, -1) : runs), { wall, phase, result }].slice(-KEPT_RUNS));
    });
  }
}

type Pause = Step & { readonly kind: 'pause' };

function asPause(step: Step): Pause | null {
  return step.kind === 'pause' ? step : null;
}

/** Work that runs one at a time: calls during a run share the next one. */
class Coalesced {
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;

  constructor(private readonly work: () => Promise<void>) {}

  call(): Promise<void> {
    if (this.next !== null) return this.next;
    const before = this.running ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => {
      this.running = mine;
      this.next = null;
      return this.work();
    });
    this.next = mine;
    return mine;
  }
}
