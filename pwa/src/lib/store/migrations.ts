/** Versions of the local database. The list is ordered and a released entry never changes. */
import type { IDBPDatabase } from 'idb';
import { ALL_STORES } from './records';

export const LOCAL_SCHEMA = 1;

/** `migrations[n]` takes a database from version n to n + 1. */
export const migrations: readonly ((db: IDBPDatabase) => void)[] = [
  (db) => {
    for (const name of ALL_STORES) db.createObjectStore(name);
  },
];

export function migrate(db: IDBPDatabase, from: number): void {
  for (const step of migrations.slice(from)) step(db);
}
