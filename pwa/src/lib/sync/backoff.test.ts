/** Waiting after failures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackOff } from './backoff';

const largest = { nextUint32: () => 2 ** 32 - 1 };

test('waits double up to five minutes and never end', () => {
  const backOff = new BackOff(largest, () => 0);
  const waits = Array.from({ length: 100 }, () => {
    backOff.fail();
    return Math.round(backOff.waitMs());
  });

  assert.deepEqual(waits.slice(0, 4), [2000, 4000, 8000, 16000]);
  assert.equal(waits.at(-1), 300_000);
});

test('a person need not wait, except where the server asked for it', () => {
  let now = 0;
  const backOff = new BackOff(largest, () => now);
  backOff.fail();
  assert.equal(backOff.mayTry(false), false);
  assert.equal(backOff.mayTry(true), true);

  backOff.fail(10_000);
  assert.equal(backOff.mayTry(true), false);
  now = 10_000;
  assert.equal(backOff.mayTry(true), true);
});
