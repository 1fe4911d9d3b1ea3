/** One sender at a time, over all tabs and the worker where the platform has locks. Always waiting: giving up loses a flush. */

export interface Locks {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Waits within this page only. Two pages without Web Locks may send the same ops twice; the server answers `duplicate`. */
export class LocalLocks implements Locks {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(name) ?? Promise.resolve();
    const result = before.then(work);
    this.tails.set(name, result.catch(() => undefined));
    return result;
  }
}

export function browserLocks(): Locks {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return new LocalLocks();
  return { run: (name, work) => locks.request(name, work) as Promise<never> };
}
