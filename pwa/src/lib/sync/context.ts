/** What every part of sync works with, and the words in which a part says how it went. */
import type { HashText } from '../domain/json';
import type { NewId, Random } from '../domain/ids';
import type { SessionTime } from '../domain/time';
import type { LocalStore } from '../store/local-store';
import type { Contact } from './contact';

export interface SyncContext {
  readonly store: LocalStore;
  readonly contact: Contact;
  readonly hash: HashText;
  readonly subtle: SubtleCrypto;
  readonly newId: NewId;
  readonly random: Random;
  readonly time: SessionTime;
  readonly storage: Storage;
}

/** What the platform says about the room it gives us. */
export interface Storage {
  isPersisted(): Promise<boolean>;
  persist(): Promise<boolean>;
  /** Bytes still free, and the share that is used; undefined where the platform does not say. */
  estimate(): Promise<{ readonly free: number; readonly usedShare: number } | undefined>;
}

/** Why sending waits; the sentence for it is the screen's. */
export type PauseReason =
  | 'no_network'
  | 'portal'
  | 'sign_in'
  | 'withdrawn'
  | 'wrong_address'
  | 'server_limit'
  | 'server_busy'
  | 'server_error'
  | 'update_app'
  | 'refused'
  | 'lost_answer'
  | 'app_incomplete';

export type Step =
  | { readonly kind: 'again' }
  | { readonly kind: 'done' }
  | { readonly kind: 'pause'; readonly reason: PauseReason; readonly retryAfterMs: number | null };

export const AGAIN: Step = { kind: 'again' };
export const DONE: Step = { kind: 'done' };

export function pause(reason: PauseReason, retryAfterMs: number | null = null): Step {
  return { kind: 'pause', reason, retryAfterMs };
}
