/** A value that can be watched. Follows the store contract of Svelte, so screens read it as `$value`, without knowing Svelte here. */

export interface Readable<T> {
  /** Calls back at once and on every change; returns the way out. */
  subscribe(watch: (value: T) => void): () => void;
}

export class Observable<T> implements Readable<T> {
  private readonly watchers = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    this.current = value;
    for (const watch of [...this.watchers]) watch(value);
  }

  subscribe(watch: (value: T) => void): () => void {
    this.watchers.add(watch);
    watch(this.current);
    return () => this.watchers.delete(watch);
  }
}
