/** The platform of a real phone: IndexedDB, fetch, Web Locks, the browser's clock, and the bells it rings. */
import type { Core } from './core';
import type { ChecklistEngine, Platform } from './platform';
import { LOCAL_SCHEMA } from '../store/migrations';
import { openIdbStore } from '../store/idb-store';
import { openShell } from '../store/shell-store';
import { loadLate } from '../domain/late';
import { askForWakeUp } from './worker';
import type { Storage } from '../sync/context';
import { browserLocks } from '../sync/locks';
import { fetchTransport } from '../sync/transport';

export const APP_VERSION = '0.1.0';
export const SYNC_PROTOCOL = 1;

export async function browserPlatform(): Promise<Platform> {
  return {
    clock: {
      // A page cannot see reboots; each page load counts as one.
      boot: crypto.randomUUID(),
      wall: () => Date.now(),
      mono: () => performance.now(),
      zoneMinutes: (wall) => -new Date(wall).getTimezoneOffset(),
    },
    random: { nextUint32: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 },
    crypto,
    transport: fetchTransport(),
    openStore: (person) => openIdbStore(person),
    shell: await openShell(),
    locks: browserLocks(),
    timers: {
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    storage: browserStorage(),
    checklist: () => loadLate(loadChecklist),
    versions: { app: APP_VERSION, proto: SYNC_PROTOCOL, schema: LOCAL_SCHEMA },
    syncsItself: true,
    deviceName: navigator.userAgent.slice(0, 120),
    onError: (error) => console.error(error),
  };
}

async function loadChecklist(): Promise<ChecklistEngine> {
  const [{ judge }, { assess }] = await Promise.all([import('../checklist/judge'), import('../checklist/assess')]);
  return { judge, assess };
}

/** Let the browser ring: network back, app visible again, the worker's `sync` event. */
export function connectBells(core: Core): void {
  addEventListener('online', () => core.ring('online'));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') core.ring('visible');
  });
  navigator.serviceWorker?.addEventListener('message', (event: MessageEvent<{ type?: string }>) => {
    if (event.data?.type === 'sync') core.ring('worker');
  });
  connectTabs(core);
  let isAsked = false;
  core.status.subscribe((status) => {
    const hasUnsent = status !== null && status.unsentOps + status.unsentFiles > 0;
    if (hasUnsent && !isAsked) askForWakeUp().catch((error: unknown) => console.warn(error));
    isAsked = hasUnsent;
  });
}

function connectTabs(core: Core): void {
  const channel = new BroadcastChannel('onevisit-changes');
  core.ownChanges.subscribe((count) => {
    if (count > 0) channel.postMessage(null);
  });
  channel.addEventListener('message', () => {
    core.refresh().catch((error: unknown) => console.error(error));
  });
}

function browserStorage(): Storage {
  const { storage } = navigator as { storage?: StorageManager };
  return {
    isPersisted: async () => (await storage?.persisted?.()) ?? false,
    persist: async () => (await storage?.persist?.()) ?? false,
    estimate: async () => {
      const { quota, usage } = (await storage?.estimate?.()) ?? {};
      if (quota === undefined || usage === undefined) return undefined;
      return { free: quota - usage, usedShare: usage / quota };
    },
  };
}
