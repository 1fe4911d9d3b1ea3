/** Everything the core takes from outside: clock, random numbers, store, transport, locks, timers, checklist engine. */
import type { assess, judge } from '../checklist';
import type { Random } from '../domain/ids';
import type { Clock } from '../domain/time';
import type { OpenStore } from '../store/local-store';
import type { ShellStore } from '../store/shell-store';
import type { AppVersions } from '../sync/contact';
import type { Storage } from '../sync/context';
import type { Timers } from '../sync/engine';
import type { Locks } from '../sync/locks';
import type { Transport } from '../sync/transport';

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly transport: Transport;
  readonly openStore: OpenStore;
  readonly shell: ShellStore;
  readonly locks: Locks;
  readonly timers: Timers;
  readonly storage: Storage;
  /** The checklist engine, loaded when the first visit is opened. */
  readonly checklist: () => Promise<ChecklistEngine>;
  readonly versions: AppVersions;
  /** Whether writes, timers and bells start a sync by themselves; a simulation keeps the schedule in its own hands. */
  readonly syncsItself: boolean;
  /** What the device is called in the list of devices. */
  readonly deviceName: string;
  /** Faults nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** The part of the checklist engine that the actions call. */
export interface ChecklistEngine {
  readonly judge: typeof judge;
  readonly assess: typeof assess;
}
