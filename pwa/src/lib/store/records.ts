/** What a phone keeps: the shape of every record and the name of every object store. No behaviour. */
import type { ChainHead, Op } from '../domain/op';
import type { FieldState } from '../domain/merge';
import type { OffsetSample } from '../domain/time';
import type { Json } from '../domain/json';

/** Object stores and what their keys are made of. */
export const STORES = {
  /** Single facts: device, head, cache, durable … */
  meta: 'meta',
  /** Un-acked ops of the current device, by seq. Its size is the unsent count. */
  outbox: 'outbox',
  /** Acked ops that are still kept, by rev. */
  sent: 'sent',
  /** Read cache, each key starting with the generation of the cache. */
  visits: 'visits',
  fields: 'fields',
  acts: 'acts',
  /** Attachments made here, by visit and hash, and their bytes in numbered records. */
  files: 'files',
  bytes: 'bytes',
  /** Own ops that a person has to look at, by op id. */
  attention: 'attention',
  /** Fields that a sign-off on this device covers, by visit. */
  frozen: 'frozen',
  /** Ratings until they are sent. No screen reads it. */
  csat: 'csat',
  /** The key pair of the device. */
  keys: 'keys',
  /** Half-typed forms, by visit and form, until they are saved. They never leave the phone. */
  drafts: 'drafts',
} as const;

export type StoreName = (typeof STORES)[keyof typeof STORES];
export const ALL_STORES: readonly StoreName[] = Object.values(STORES);

export interface DeviceRecord {
  readonly device: string;
  readonly epoch: string;
  readonly person: string;
  readonly name: string;
  readonly rescue_key: Json;
  readonly installation: { readonly id: string; readonly name: string };
}

export interface HeadRecord extends ChainHead {
  readonly hlc: string;
}

/** Which generation of the read cache is shown, and the one that is being built beside it after a restore. */
export interface CacheRecord {
  readonly live: CacheGeneration;
  readonly building: CacheGeneration | null;
}

export interface CacheGeneration {
  readonly gen: string;
  readonly epoch: string;
  readonly cursor: number;
}

export type AckStatus = 'applied' | 'duplicate' | 'quarantined' | 'deferred';

export interface Ack {
  readonly status: AckStatus;
  readonly rev: number;
  readonly epoch: string;
  readonly wall: number;
  readonly conflict: boolean;
  readonly reason?: string;
  readonly ref?: string;
}

/** Records carry the mark `enc`: 0 = stored as it is. Kept for encryption at rest, which will come later. */
export interface OutboxRow {
  readonly enc: 0;
  readonly device: string;
  /** The whole op; for a rating without its value, which lies in `csat`. */
  readonly op: Op;
  readonly bytes: number;
  readonly made: number;
  /** The server could not read it; it goes as an opaque `raw` op. */
  readonly raw: boolean;
}

export interface SentRow extends OutboxRow {
  readonly ack: Ack;
}

export interface VisitRow {
  readonly id: string;
  readonly rev: number;
  readonly record: { readonly [key: string]: Json };
  readonly revoked: boolean;
  /** Kept from an earlier cache because own work on it is not durable yet. */
  readonly lost: boolean;
}

export interface FieldRow extends FieldState<CachedValue> {
  readonly visit: string;
  readonly field: string;
  readonly rev: number;
}

export interface CachedValue {
  readonly op_id: string;
  readonly seq: number;
  readonly device: string;
  readonly author: string;
  readonly author_name?: string;
  readonly value: Json;
  readonly at: Op['at'];
}

export interface ActRow {
  readonly visit: string;
  readonly act_id: string;
  readonly rev: number;
  readonly state: 'waiting' | 'sealed' | 'alarm';
  readonly number?: string;
  readonly missing?: readonly Json[];
}

export type FileState = 'waiting' | 'uploading' | 'received';

export interface FileRow {
  readonly enc: 0;
  readonly visit: string;
  readonly sha256: string;
  readonly size: number;
  readonly mime: string;
  readonly made: number;
  readonly state: FileState;
  /** Where the server took the upload, and how many bytes it has. */
  readonly location: string | null;
  readonly offset: number;
  /** What the feed said: stored at this rev of this epoch. */
  readonly stored: { readonly rev: number; readonly epoch: string } | null;
  readonly signed: boolean;
  readonly thumbnail: boolean;
  readonly has_bytes: boolean;
}

export interface ByteRow {
  readonly enc: 0;
  readonly data: ArrayBuffer;
}

export interface AttentionRow {
  /** The op, or the name of a notice that belongs to no single op. */
  readonly op_id: string;
  readonly visit: string;
  readonly field: string;
  readonly status: AckStatus | 'freed_gap' | 'server_limit';
  /** The server's sentence; for a freed gap the range of missing seqs. */
  readonly reason: string;
  readonly ref?: string;
  readonly wall: number;
}

export interface FrozenRow {
  readonly visit: string;
  readonly act_id: string;
  readonly fields: readonly string[];
}

export interface CsatRow {
  readonly op_id: string;
  readonly value: Json;
}

export interface DraftRow {
  readonly enc: 0;
  readonly value: Json;
}

export interface KeyRow {
  readonly pair: CryptoKeyPair;
  readonly public_key: JsonWebKey;
}

/** One line per sync run, the newest last. */
export interface RunRow {
  readonly wall: number;
  readonly phase: string;
  readonly result: string;
}

/** The single facts in `meta`. */
export interface MetaRecords {
  device: DeviceRecord;
  head: HeadRecord;
  cache: CacheRecord;
  durable: number;
  clock: OffsetSample;
  totals: { readonly [key: string]: Json };
  runs: readonly RunRow[];
  quarantine_sent: { readonly up_to: number };
  min_app: string;
}
