/** One simulated phone: a real core on a disk in memory, with everything a test may do to it. */
import { createHash } from 'node:crypto';
import { Core } from '../src/lib/actions/core';
import { freezeAct, signStatement } from '../src/lib/actions/evidence';
import type { ChecklistEngine } from '../src/lib/actions/platform';
import type { Language } from '../src/lib/act/display';
import type { SyncStatus } from '../src/lib/sync/status';
import { STORES, type OutboxRow } from '../src/lib/store/records';
import { HttpClient } from './http-transport';
import { Network } from './network';
import { nodePlatform, PhoneDisk } from './node-platform';
import { drawPng } from './picture';

const STROKES = 'M 10 40 L 60 20 L 110 45 L 160 15';
const BOOTS_PER_SEED = 100_003;

export interface SignOffRequest {
  readonly visit: string;
  readonly name: string;
  readonly word: 'accepted' | 'accepted_with_remarks' | 'not_accepted';
  readonly remarks?: string;
  readonly rating?: 1 | 2 | 3 | 4 | 5 | null;
  readonly language?: Language;
}

export interface RefusalRequest {
  readonly visit: string;
  readonly how: 'refused' | 'absent';
  readonly reason: string;
  readonly by?: string;
  readonly language?: Language;
}

export class SimPhone {
  core: Core;
  readonly network: Network;
  clockError = 0;
  freeBytes = 1e12;
  faults: string[] = [];
  private disk = new PhoneDisk();
  private readonly snapshots = new Map<string, PhoneDisk>();
  private readonly http: HttpClient;
  private boots = 0;

  constructor(
    base: string,
    private readonly seed: number,
    private readonly checklist: ChecklistEngine,
  ) {
    this.http = new HttpClient(base);
    this.network = new Network(this.http.deliver);
    this.core = this.boot();
  }

  /** The app goes down at once: what a finished transaction wrote stays, the rest is gone. */
  kill(): void {
    this.core.closeStore();
  }

  async start(): Promise<void> {
    this.core.closeStore();
    this.core = this.boot();
    await this.core.start();
  }

  /** The phone loses its storage. */
  wipe(): Promise<void> {
    this.disk = new PhoneDisk();
    return this.start();
  }

  async snapshot(name: string): Promise<void> {
    this.snapshots.set(name, await this.disk.copy());
  }

  async restore(name: string): Promise<void> {
    const snapshot = this.snapshots.get(name);
    if (snapshot === undefined) throw new Error(`There is no snapshot ${name}.`);
    this.disk = await snapshot.copy();
    await this.start();
  }

  /** A picture of about the given size; the same for the same seed and salt. */
  picture(size: number, salt: number): ArrayBuffer {
    return drawPng(size, this.seed * 31 + salt);
  }

  async signOff(request: SignOffRequest): Promise<object> {
    const parts = await this.core.prepareSignOff(request.visit);
    const { word, remarks, language = 'en' } = request;
    const act = freezeAct(parts, { language, word: { result: word, ...(remarks === undefined ? {} : { remarks }) } });
    const sha256 = createHash('sha256').update(STROKES).digest('hex');
    const { wall, mono } = parts.time;
    const statement = await signStatement(parts, act, {
      signer: {
        name: request.name,
        position: 'office manager',
        organisation: act.customer.name,
        basis: 'order',
        identified_by: 'known_on_site',
      },
      drawing: { kind: 'svg_path', width: 200, height: 60, data: STROKES, sha256 },
      ceremony: (['opened', 'end_reached', 'consent', 'signed'] as const).map((step) => ({ step, wall, mono })),
      place: { absent: 'no position' },
    });
    await this.core.captureSignOff(request.visit, { act: { ...act }, statement: { ...statement } });
    if (request.rating !== undefined) await this.core.giveRating(request.visit, { rating: request.rating });
    return { act_id: act.act_id, content_hash: statement.content_hash, short_code: statement.short_code };
  }

  async refuse(request: RefusalRequest): Promise<object> {
    const parts = await this.core.prepareSignOff(request.visit, 'refusal');
    const { how, reason, by, language = 'en' } = request;
    const refusal = { how, reason, ...(by === undefined ? {} : { by }) };
    const act = freezeAct(parts, { language, refusal });
    const ceremony = [{ step: 'refused' as const, wall: parts.time.wall, mono: parts.time.mono }];
    const statement = await signStatement(parts, act, { ceremony, place: { absent: 'no position' } }, refusal);
    await this.core.refuseSignOff(request.visit, { act: { ...act }, statement: { ...statement } }, refusal);
    return { act_id: act.act_id, content_hash: statement.content_hash };
  }

  /** Counters, cursors and views, and the rows the counters must equal. */
  async state(): Promise<object> {
    const status: SyncStatus | null = this.core.status.value;
    const person = this.core.person.value;
    if (person === null) return { person: null, faults: this.faults };
    const store = this.disk.store(person.id).open();
    const rows = await store.read(async (tx) => ({
      outbox: (await tx.range<OutboxRow>(STORES.outbox)).map(({ value: { op } }) => ({ op_id: op.op_id, seq: op.seq })),
      sent: await tx.count(STORES.sent),
      cache: await tx.get(STORES.meta, 'cache'),
      durable: await tx.get(STORES.meta, 'durable'),
    }));
    const views: Record<string, unknown> = {};
    for (const { id } of await this.core.listVisits({ withRevoked: true })) {
      const { state, fields } = await this.core.openVisit(id);
      const shown = Object.values(fields).map(({ field, values }) => [
        field,
        values.map(({ op_id, value }) => ({ op_id, value })).sort((a, b) => (a.op_id < b.op_id ? -1 : 1)),
      ]);
      views[id] = { state, fields: Object.fromEntries(shown) };
    }
    return { person: person.id, status, rows, views, faults: this.faults };
  }

  close(): void {
    this.kill();
    this.http.close();
  }

  private boot(): Core {
    this.boots += 1;
    const platform = nodePlatform({
      seed: this.seed * BOOTS_PER_SEED + this.boots,
      transport: this.network,
      disk: this.disk,
      checklist: this.checklist,
      clockError: this.clockError,
      free: () => this.freeBytes,
      onError: (error) => this.faults.push(String(error)),
    });
    return new Core(platform);
  }
}
