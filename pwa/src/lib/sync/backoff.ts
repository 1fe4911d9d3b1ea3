/** Waiting after a failure: full jitter, doubling, at most five minutes, without a last attempt; counted on the monotonic clock. */
import { randomFraction, type Random } from '../domain/ids';

const FIRST_MS = 2_000;
const CAP_MS = 300_000;

export class BackOff {
  private failures = 0;
  private readyAt = 0;
  private mustWaitUntil = 0;

  constructor(
    private readonly random: Random,
    private readonly mono: () => number,
  ) {}

  succeed(): void {
    this.failures = 0;
    this.readyAt = 0;
    this.mustWaitUntil = 0;
  }

  /** `retryAfterMs` is the server's own wish; jitter comes on top, so that phones do not return together. */
  fail(retryAfterMs: number | null = null): void {
    const ceiling = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(this.failures, 16));
    const wait = (retryAfterMs ?? 0) + randomFraction(this.random) * ceiling;
    this.failures += 1;
    this.readyAt = this.mono() + wait;
    if (retryAfterMs !== null) this.mustWaitUntil = this.mono() + retryAfterMs;
  }

  waitMs(): number {
    return Math.max(0, this.readyAt - this.mono());
  }

  /** Whether a try may start now. A person or a fresh entry need not wait, except where the server asked for it. */
  mayTry(isUrgent: boolean): boolean {
    const now = this.mono();
    return isUrgent ? now >= this.mustWaitUntil : now >= this.readyAt;
  }
}
