/** The store on IndexedDB. Every write is strict: it is done when the data are flushed, not when they are scheduled. */
import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { LOCAL_SCHEMA, migrate } from './migrations';
import { ALL_STORES, type StoreName } from './records';
import { NoRoom, type Entry, type KeyRange, type LocalStore, type ReadTx, type WriteTx } from './local-store';

export async function openIdbStore(person: string, onBlocked: () => void = () => {}): Promise<LocalStore> {
  const db = await openDB(`onevisit-${person}`, LOCAL_SCHEMA, {
    upgrade: (database, from) => migrate(database, from),
    blocked: onBlocked,
    // A newer version of the app in another tab wants to migrate; it must not wait for this one.
    blocking: (_now, _then, event) => (event.target as IDBDatabase).close(),
  });
  return new IdbStore(db);
}

class IdbStore implements LocalStore {
  constructor(private readonly db: IDBPDatabase) {}

  async read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    const tx = this.db.transaction([...ALL_STORES], 'readonly');
    const result = await work(new ReadIdbTx(tx));
    await tx.done;
    return result;
  }

  async write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    const tx = this.db.transaction([...ALL_STORES], 'readwrite', { durability: 'strict' });
    // Watched from the start, so that an abort while `work` runs is not an unhandled rejection.
    const done = tx.done.then(() => undefined, (error: unknown) => error ?? new Error('The transaction was aborted.'));
    let result: T;
    try {
      result = await work(new WriteIdbTx(tx));
    } catch (error) {
      abort(tx);
      await done;
      throw asNoRoom(error);
    }
    const failure = await done;
    if (failure !== undefined) throw asNoRoom(failure);
    return result;
  }

  close(): void {
    this.db.close();
  }
}

type AnyTx = IDBPTransaction<unknown, string[], IDBTransactionMode>;

class ReadIdbTx implements ReadTx {
  constructor(protected readonly tx: AnyTx) {}

  async get<T>(store: StoreName, key: string): Promise<T | undefined> {
    return (await this.tx.objectStore(store).get(key)) as T | undefined;
  }

  async range<T>(store: StoreName, range?: KeyRange, limit?: number): Promise<Entry<T>[]> {
    const bounds = boundsOf(range);
    const from = this.tx.objectStore(store);
    const [keys, values] = await Promise.all([from.getAllKeys(bounds, limit), from.getAll(bounds, limit)]);
    return keys.map((key, i) => ({ key: String(key), value: values[i] as T }));
  }

  count(store: StoreName, range?: KeyRange): Promise<number> {
    return this.tx.objectStore(store).count(boundsOf(range));
  }
}

class WriteIdbTx extends ReadIdbTx implements WriteTx {
  constructor(private readonly writeTx: IDBPTransaction<unknown, string[], 'readwrite'>) {
    super(writeTx);
  }

  async put(store: StoreName, key: string, value: unknown): Promise<void> {
    await this.writeTx.objectStore(store).put(value, key);
  }

  async delete(store: StoreName, key: string): Promise<void> {
    await this.writeTx.objectStore(store).delete(key);
  }
}

function boundsOf(range?: KeyRange): IDBKeyRange | undefined {
  return range === undefined ? undefined : IDBKeyRange.bound(range.from, range.to);
}

function abort(tx: AnyTx): void {
  try {
    tx.abort();
  } catch (error) {
    // A failed request has aborted the transaction already.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
  }
}

function asNoRoom(error: unknown): unknown {
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? new NoRoom() : error;
}
