/** What the Sync screen shows: what is unsent, how old it is, why it waits, and what needs a person. */
import { readUnsent, type Unsent } from './heartbeat';
import type { JsonObject } from './contact';
import type { PauseReason } from './context';
import { listFiles } from '../store/file-shelf';
import { getMeta, type ReadTx } from '../store/local-store';
import { readCache } from '../store/read-cache';
import { STORES, type AttentionRow, type DeviceRecord, type FileRow, type RunRow } from '../store/records';
import type { Confidence, SessionTime } from '../domain/time';

export type Phase = 'idle' | 'sending' | 'receiving' | 'uploading';

export interface SyncStatus {
  readonly phase: Phase;
  readonly unsentOps: number;
  readonly unsentFiles: number;
  readonly oldestAgeS: number | null;
  readonly visits: Unsent['visits'];
  readonly files: readonly FileRow[];
  /** Why sending waits; null when nothing is in the way. */
  readonly waitsFor: PauseReason | null;
  readonly filesWaitFor: PauseReason | null;
  /** A withdrawn device: whether the office has the unsent work. */
  readonly officeHasWork: boolean;
  readonly attention: readonly AttentionRow[];
  readonly lastContact: number | null;
  /** Share of the storage that is used; warn above 0.8. Null where the platform does not say. */
  readonly usedShare: number | null;
  readonly isPersisted: boolean;
  readonly isRebuilding: boolean;
  readonly totals: JsonObject;
  readonly minApp: string | null;
  readonly clock: Confidence;
  readonly device: DeviceRecord | null;
  readonly runs: readonly RunRow[];
}

/** The part that lives in memory and belongs to the running engine. */
export type EngineState = Pick<
  SyncStatus,
  'phase' | 'waitsFor' | 'filesWaitFor' | 'officeHasWork' | 'lastContact' | 'usedShare' | 'isPersisted'
>;

export const IDLE: EngineState = {
  phase: 'idle',
  waitsFor: null,
  filesWaitFor: null,
  officeHasWork: false,
  lastContact: null,
  usedShare: null,
  isPersisted: false,
};

export async function readStatus(tx: ReadTx, time: SessionTime, engine: EngineState): Promise<SyncStatus> {
  const unsent = await readUnsent(tx);
  const wall = time.wall();
  return {
    ...engine,
    unsentOps: unsent.ops,
    unsentFiles: unsent.files,
    oldestAgeS: unsent.oldest === null ? null : Math.max(0, Math.round((wall - unsent.oldest) / 1000)),
    visits: unsent.visits,
    files: await listFiles(tx),
    attention: (await tx.range<AttentionRow>(STORES.attention)).map((entry) => entry.value),
    isRebuilding: (await readCache(tx)).building !== null,
    totals: (await getMeta(tx, 'totals')) ?? {},
    minApp: (await getMeta(tx, 'min_app')) ?? null,
    clock: time.confidence(await getMeta(tx, 'clock')),
    device: (await getMeta(tx, 'device')) ?? null,
    runs: (await getMeta(tx, 'runs')) ?? [],
  };
}
