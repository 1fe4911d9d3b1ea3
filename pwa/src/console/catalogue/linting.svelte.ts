/** Asks the server about a draft a moment after the last key; only the newest answer counts. */
import type { Api } from '../api';
import type { Draft, Linted } from '../api/catalogue';
import { asProblem, type Problem } from '../api/problem';

const PAUSE_MS = 500;

export class Linting {
  result = $state.raw<Linted | null>(null);
  problem = $state.raw<Problem | null>(null);
  isWaiting = $state(true);
  #number = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly api: Api) {}

  ask(drafts: readonly Draft[], pause = PAUSE_MS): void {
    clearTimeout(this.#timer);
    this.isWaiting = true;
    const number = ++this.#number;
    this.#timer = setTimeout(() => void this.#look(drafts, number), pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#number += 1;
  }

  async #look(drafts: readonly Draft[], number: number): Promise<void> {
    try {
      const result = await this.api.catalogue.lint(drafts);
      if (number !== this.#number) return;
      this.result = result;
      this.problem = null;
    } catch (thrown) {
      if (number !== this.#number) return;
      this.problem = asProblem(thrown);
    }
    this.isWaiting = false;
  }
}
