/** What a person reads of an answer and of its limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '$lib/actions';
import { describeAnswer, limitsText } from './answers';

const voltage = {
  id: 'ups.mains',
  kind: 'number',
  options: [],
  limits: { unit: 'V', min: 207, max: 253 },
} as unknown as Step;

test('a limit has its unit in the language of the screen', () => {
  assert.match(limitsText('ru', voltage), /253\s?В/u);
  assert.match(limitsText('en', voltage), /253\s?V/u);
});

test('an answer has its unit in the language of the screen', () => {
  assert.equal(describeAnswer('ru', voltage, { k: 'pass', num: '229.5', unit: 'V' }), '229,5 В');
  assert.equal(describeAnswer('en', voltage, { k: 'pass', num: '229.5', unit: 'V' }), '229.5 V');
});
