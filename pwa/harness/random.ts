/** Random numbers from a seed (SplitMix32, Steele et al. 2014, in 32 bits), so that a seed repeats a run. */
import type { Random } from '../src/lib/domain/ids';

export class SeededRandom implements Random {
  constructor(private state: number) {}

  nextUint32(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  below(n: number): number {
    return this.nextUint32() % n;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
