/** A store in memory with the durability of a disk: what a finished transaction wrote stays, everything else is gone after a crash. */
import { ALL_STORES, type StoreName } from './records';
import type { Entry, KeyRange, LocalStore, ReadTx, WriteTx } from './local-store';

type Shelf = Map<string, unknown>;

/** What survives a crash. Handles on it come from `open`. */
export class MemoryDisk {
  private shelves = new Map<StoreName, Shelf>(ALL_STORES.map((name) => [name, new Map()]));

  open(): MemoryStore {
    return new MemoryStore(this);
  }

  shelf(name: StoreName): Shelf {
    const shelf = this.shelves.get(name);
    if (shelf === undefined) throw new Error(`There is no object store ${name}.`);
    return shelf;
  }

  /** A copy of everything on the disk, like a system backup of the phone. */
  copy(): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [name, shelf] of this.shelves) disk.shelves.set(name, new Map(shelf));
    return disk;
  }
}

export class StoreCrashed extends Error {
  constructor() {
    super('The device went down before the transaction was done.');
  }
}

export class MemoryStore implements LocalStore {
  private queue: Promise<unknown> = Promise.resolve();
  private isDown = false;

  constructor(private readonly disk: MemoryDisk) {}

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.enqueue(() => work(new Transaction(this.disk)));
  }

  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.enqueue(async () => {
      const tx = new Transaction(this.disk);
      const result = await work(tx);
      if (this.isDown) throw new StoreCrashed();
      tx.commit();
      return result;
    });
  }

  close(): void {
    this.isDown = true;
  }

  private enqueue<T>(run: () => Promise<T>): Promise<T> {
    const next = this.queue.then(() => {
      if (this.isDown) throw new StoreCrashed();
      return run();
    });
    this.queue = next.catch(() => undefined);
    return next;
  }
}

const DELETED = Symbol('deleted');

class Transaction implements WriteTx {
  private readonly changes = new Map<StoreName, Shelf>();

  constructor(private readonly disk: MemoryDisk) {}

  async get<T>(store: StoreName, key: string): Promise<T | undefined> {
    const changed = this.changes.get(store)?.get(key);
    const value = changed === undefined ? this.disk.shelf(store).get(key) : changed;
    return value === DELETED ? undefined : structuredClone(value as T);
  }

  async range<T>(store: StoreName, range?: KeyRange, limit?: number): Promise<Entry<T>[]> {
    const keys = this.keys(store, range).slice(0, limit);
    const entries: Entry<T>[] = [];
    for (const key of keys) entries.push({ key, value: (await this.get<T>(store, key)) as T });
    return entries;
  }

  async count(store: StoreName, range?: KeyRange): Promise<number> {
    return this.keys(store, range).length;
  }

  async put(store: StoreName, key: string, value: unknown): Promise<void> {
    this.changed(store).set(key, structuredClone(value));
  }

  async delete(store: StoreName, key: string): Promise<void> {
    this.changed(store).set(key, DELETED);
  }

  commit(): void {
    for (const [store, changes] of this.changes) {
      const shelf = this.disk.shelf(store);
      for (const [key, value] of changes) {
        if (value === DELETED) shelf.delete(key);
        else shelf.set(key, value);
      }
    }
  }

  private changed(store: StoreName): Shelf {
    const existing = this.changes.get(store);
    if (existing !== undefined) return existing;
    const fresh: Shelf = new Map();
    this.changes.set(store, fresh);
    return fresh;
  }

  private keys(store: StoreName, range?: KeyRange): string[] {
    const changes = this.changes.get(store);
    const isIn = (key: string) => range === undefined || (key >= range.from && key <= range.to);
    const keys: string[] = [];
    for (const key of this.disk.shelf(store).keys()) if (isIn(key) && !changes?.has(key)) keys.push(key);
    for (const [key, value] of changes ?? []) if (isIn(key) && value !== DELETED) keys.push(key);
    return keys.sort();
  }
}
