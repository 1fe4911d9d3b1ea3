/** A reading of the server that a screen shows: its value, its problem, and how to read again. */
import { asProblem, type Problem } from '../api/problem';
import type { Desk } from './desk.svelte';

export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  isLoading = $state(true);
  #again = $state(0);
  #key: unknown = undefined;

  reload(): void {
    this.#again += 1;
  }

  /** Reads now and whenever something that `read` looks at, a live change, or `reload` asks for it. Call while a component starts. */
  keep(desk: Desk, read: (signal: AbortSignal) => Promise<T>, key: () => unknown = () => null): this {
    $effect(() => {
      void this.#again;
      void desk.rev;
      const now = key();
      if (now !== this.#key) this.value = null;
      this.#key = now;
      const control = new AbortController();
      void this.#take(read(control.signal), control.signal);
      return () => control.abort();
    });
    return this;
  }

  async #take(reading: Promise<T>, signal: AbortSignal): Promise<void> {
    this.isLoading = true;
    try {
      const value = await reading;
      if (signal.aborted) return;
      this.value = value;
      this.problem = null;
    } catch (thrown) {
      if (signal.aborted) return;
      this.problem = asProblem(thrown);
    }
    this.isLoading = false;
  }
}
