/** The platform of a simulated phone: seeded random numbers, a clock that can be set wrong, a disk in memory. */
import { webcrypto } from 'node:crypto';
import type { ChecklistEngine, Platform } from '../src/lib/actions/platform';
import { MemoryDisk } from '../src/lib/store/memory-store';
import { MemoryShell, type ShellRecords } from '../src/lib/store/shell-store';
import { LocalLocks } from '../src/lib/sync/locks';
import type { Transport } from '../src/lib/sync/transport';
import { SeededRandom } from './random';

/** What survives when the phone goes down. */
export class PhoneDisk {
  readonly stores = new Map<string, MemoryDisk>();
  shell = new MemoryShell();

  store(person: string): MemoryDisk {
    const disk = this.stores.get(person) ?? new MemoryDisk();
    this.stores.set(person, disk);
    return disk;
  }

  async copy(): Promise<PhoneDisk> {
    const disk = new PhoneDisk();
    for (const [person, store] of this.stores) disk.stores.set(person, store.copy());
    const keys: (keyof ShellRecords)[] = ['last', 'people', 'language', 'theme', 'settings'];
    for (const key of keys) {
      const value = await this.shell.get(key);
      if (value !== undefined) await disk.shell.put(key, value);
    }
    return disk;
  }
}

export interface PhoneOptions {
  readonly seed: number;
  readonly transport: Transport;
  readonly disk: PhoneDisk;
  readonly checklist: ChecklistEngine;
  /** Milliseconds by which the phone's clock is wrong. */
  readonly clockError?: number;
  readonly wall?: () => number;
  readonly mono?: () => number;
  readonly free?: () => number;
  readonly onError?: (error: unknown) => void;
}

export function nodePlatform(options: PhoneOptions): Platform {
  const random = new SeededRandom(options.seed);
  const wall = options.wall ?? Date.now;
  return {
    clock: {
      boot: `boot-${random.nextUint32().toString(16)}`,
      wall: () => wall() + (options.clockError ?? 0),
      mono: options.mono ?? (() => performance.now()),
      zoneMinutes: () => 180,
    },
    random,
    crypto: webcrypto as Crypto,
    transport: options.transport,
    openStore: async (person) => options.disk.store(person).open(),
    shell: options.disk.shell,
    locks: new LocalLocks(),
    timers: { after: () => () => {} },
    storage: {
      isPersisted: async () => true,
      persist: async () => true,
      estimate: async () => (options.free === undefined ? undefined : { free: options.free(), usedShare: 0 }),
    },
    checklist: async () => options.checklist,
    versions: { app: '0.1.0', proto: 1, schema: 1 },
    syncsItself: false,
    deviceName: `phone ${options.seed}`,
    onError: options.onError ?? ((error) => console.error(error)),
  };
}
