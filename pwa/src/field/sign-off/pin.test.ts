/** The PIN of customer mode. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPin, isPin, isRightPin } from './pin';

test('only the chosen PIN leads back, and it is not kept in the clear', async () => {
  const record = await hashPin('4711');

  assert.equal(await isRightPin('4711', record), true);
  assert.equal(await isRightPin('4712', record), false);
  assert.ok(!JSON.stringify(record).includes('4711'));
});

test('a PIN is exactly four digits', () => {
  assert.deepEqual(['1234', '123', '12345', 'abcd'].map(isPin), [true, false, false, false]);
});
