/** The store as the core sees it: transactions over a few object stores with string keys. IndexedDB and memory implement it. */
import type { MetaRecords, StoreName } from './records';
import { STORES } from './records';

export interface ReadTx {
  get<T>(store: StoreName, key: string): Promise<T | undefined>;
  /** Records whose key lies in [from, to], in key order. */
  range<T>(store: StoreName, range?: KeyRange, limit?: number): Promise<Entry<T>[]>;
  count(store: StoreName, range?: KeyRange): Promise<number>;
}

export interface WriteTx extends ReadTx {
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  delete(store: StoreName, key: string): Promise<void>;
}

export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export interface Entry<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * A transaction's work may await nothing but the transaction itself: IndexedDB commits as soon as it is idle.
 * `write` resolves when the data are on disk; if the work throws, nothing is written.
 */
export interface LocalStore {
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T>;
  close(): void;
}

export type OpenStore = (person: string) => Promise<LocalStore>;

/** The storage has no room. A photo is refused with it before the picture is lost. */
export class NoRoom extends Error {
  constructor() {
    super('There is no room left on this device.');
  }
}

const LAST = '\uffff';
const NUMBER_DIGITS = 16;

/** Keys that start with these parts. */
export function startingWith(...parts: string[]): KeyRange {
  const prefix = parts.map((part) => `${part}|`).join('');
  return { from: prefix, to: prefix + LAST };
}

export function keyOf(...parts: (string | number)[]): string {
  return parts.map((part) => (typeof part === 'number' ? numberKey(part) : part)).join('|');
}

/** A number as text that sorts like the number. */
export function numberKey(n: number): string {
  return String(n).padStart(NUMBER_DIGITS, '0');
}

export function fromNumber(n: number): KeyRange {
  return { from: numberKey(n), to: LAST };
}

export function getMeta<K extends keyof MetaRecords>(tx: ReadTx, key: K): Promise<MetaRecords[K] | undefined> {
  return tx.get<MetaRecords[K]>(STORES.meta, key);
}

export function putMeta<K extends keyof MetaRecords>(tx: WriteTx, key: K, value: MetaRecords[K]): Promise<void> {
  return tx.put(STORES.meta, key, value);
}
