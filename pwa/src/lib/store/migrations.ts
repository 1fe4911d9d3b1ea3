/** Versions of the local database. The list is ordered and a released entry never changes. */
import type { IDBPDatabase } from 'idb';

export const LOCAL_SCHEMA = 2;

const FIRST_STORES = [
  'meta', 'outbox', 'sent', 'visits', 'fields', 'acts', 'files', 'bytes', 'attention', 'frozen', 'csat', 'keys',
];

/** `migrations[n]` takes a database from version n to n + 1. */
export const migrations: readonly ((db: IDBPDatabase) => void)[] = [
  (db) => {
    for (const name of FIRST_STORES) db.createObjectStore(name);
  },
  (db) => void db.createObjectStore('drafts'),
];

export function migrate(db: IDBPDatabase, from: number): void {
  for (const step of migrations.slice(from)) step(db);
}
