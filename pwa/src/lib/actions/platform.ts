/** Everything the core takes from outside: clock, random numbers, store, transport, locks, timers, checklist engine. */
import type { Random } from '../domain/ids';
import type { Json } from '../domain/json';
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
  readonly checklist: ChecklistEngine;
  readonly versions: AppVersions;
  /** Whether writes, timers and bells start a sync by themselves; a simulation keeps the schedule in its own hands. */
  readonly syncsItself: boolean;
  /** What the device is called in the list of devices. */
  readonly deviceName: string;
  /** Faults nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** The part of the checklist engine that the actions call; `$lib/checklist` is it. */
export interface ChecklistEngine {
  judge(step: StepDefinition, raw: Json): Json;
  assess(checklist: Json, answers: Answers): Assessment;
}

export interface StepDefinition {
  readonly id: string;
  readonly kind: string;
  readonly from: readonly string[];
}

export interface AnswerValue {
  readonly value: Json;
  readonly op_id: string;
  readonly author: string;
}

/** The shown values per field. */
export type Answers = Readonly<Record<string, readonly AnswerValue[]>>;

export interface Assessment {
  readonly visible: readonly string[];
  readonly required: readonly string[];
  readonly missing: readonly string[];
  readonly blocked: Readonly<Record<string, readonly string[]>>;
  readonly findings: Readonly<Record<string, { readonly result: string; readonly conflict: boolean }>>;
  readonly conflicts: readonly string[];
  readonly causes: readonly { readonly id: string; readonly state: string; readonly likelihood: number }[];
  readonly progress: { readonly done: number; readonly total: number; readonly minutes_left: number };
  readonly next: { readonly step: string; readonly why: Json } | null;
  readonly may_sign_off: boolean;
  readonly why_not: readonly { readonly code: string; readonly steps: readonly string[] }[];
}
