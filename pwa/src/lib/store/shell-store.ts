/** What the phone remembers outside any engineer's store: who signed in last, who else has a store here, language, theme. */
import { openDB } from 'idb';
import type { Json } from '../domain/json';

export interface ShellPerson {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly language: string;
  readonly roles: readonly string[];
  readonly zone: string;
}

export interface ShellRecords {
  /** The engineer this phone opens with; null after a log-out. */
  last: ShellPerson | null;
  people: readonly ShellPerson[];
  language: string;
  theme: string;
  /** Other small settings of the shell, such as the PIN of customer mode. */
  settings: { readonly [key: string]: Json };
}

export interface ShellStore {
  get<K extends keyof ShellRecords>(key: K): Promise<ShellRecords[K] | undefined>;
  put<K extends keyof ShellRecords>(key: K, value: ShellRecords[K]): Promise<void>;
}

const SHELL_SCHEMA = 1;

export async function openShell(): Promise<ShellStore> {
  const db = await openDB('onevisit-shell', SHELL_SCHEMA, {
    upgrade: (database) => void database.createObjectStore('facts'),
  });
  return {
    get: async (key) => (await db.get('facts', key)) as never,
    put: async (key, value) => {
      const tx = db.transaction('facts', 'readwrite', { durability: 'strict' });
      await Promise.all([tx.store.put(value, key), tx.done]);
    },
  };
}

export class MemoryShell implements ShellStore {
  private readonly facts = new Map<string, unknown>();

  async get<K extends keyof ShellRecords>(key: K): Promise<ShellRecords[K] | undefined> {
    return structuredClone(this.facts.get(key)) as ShellRecords[K] | undefined;
  }

  async put<K extends keyof ShellRecords>(key: K, value: ShellRecords[K]): Promise<void> {
    this.facts.set(key, structuredClone(value));
  }
}
