/** What every screen of the console shares, built once in main.ts and handed down as context. */
import { createContext } from 'svelte';
import type { Api } from '../api';
import { Problem } from '../api/problem';
import { followChanges } from '../api/stream';
import type { Session } from '../api/types';
import type { Prefs } from './prefs.svelte';
import type { Router } from './router.svelte';
import type { Toasts } from './toasts.svelte';

const SETTLE_MS = 250;

export class Desk {
  session = $state.raw<Session | null>(null);
  isAskingAgain = $state(false);
  rev = $state(0);
  isLive = $state(false);
  attentionCount = $state(0);
  #waiting: (() => void)[] = [];

  constructor(
    readonly api: Api,
    readonly prefs: Prefs,
    readonly router: Router,
    readonly toasts: Toasts
  ) {
    api.client.signInAgain = () => this.#askAgain();
  }

  readonly zone = $derived(this.session?.zone ?? 'UTC');

  hasRole(...roles: string[]): boolean {
    const mine = this.session?.person.roles ?? [];
    return mine.includes('admin') || roles.some((role) => mine.includes(role));
  }

  /** Takes a session over; requests that waited for it go on. */
  welcome(session: Session): void {
    const isFirst = this.session === null;
    this.session = session;
    this.isAskingAgain = false;
    if (isFirst && !this.prefs.hasChosenLanguage) this.prefs.language = session.person.language === 'en' ? 'en' : 'ru';
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Follows the live line; several changes in a row make one reading. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = followChanges(
      this.api.client,
      (rev) => {
        clearTimeout(timer);
        timer = setTimeout(() => (this.rev = rev), SETTLE_MS);
      },
      (isLive) => (this.isLive = isLive)
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  #askAgain(): Promise<void> {
    if (this.session === null) return Promise.reject(new Problem(401, 'not_signed_in', 'Sign in first.'));
    this.isAskingAgain = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
