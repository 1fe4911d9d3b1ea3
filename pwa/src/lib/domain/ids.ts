/** Ids that are born on the device: UUIDv7 from the session's clock and the random numbers handed in. */
import { V7Generator } from 'uuidv7';

/** A source of random 32-bit unsigned integers. */
export interface Random {
  nextUint32(): number;
}

export type NewId = () => string;

const MAX_TIMESTAMP_MS = 2 ** 48 - 1;
const ROLLBACK_ALLOWANCE_MS = 10_000;

/** A clock that reads 1970 or beyond 48 bits still gives unique ids: time in an id is never used as time. */
export function makeIds(random: Random, wall: () => number): NewId {
  const generator = new V7Generator(random);
  return () => {
    const ms = Math.min(Math.max(1, Math.floor(wall())), MAX_TIMESTAMP_MS - ROLLBACK_ALLOWANCE_MS);
    return generator.generateOrResetCore(ms, ROLLBACK_ALLOWANCE_MS).toString();
  };
}

/** A uniform number in [0, 1), for jitter. */
export function randomFraction(random: Random): number {
  return random.nextUint32() / 2 ** 32;
}
