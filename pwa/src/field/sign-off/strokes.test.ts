/** What counts as a signature, and how it becomes a path. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasInk, toPath } from './strokes';

const wave = Array.from({ length: 20 }, (_, i) => ({ x: 100 + i * 20, y: 200 + (i % 2) * 40 }));

test('an empty frame, a dot and a short tick are no signature', () => {
  assert.equal(hasInk([]), false);
  assert.equal(hasInk([[{ x: 10, y: 10 }]]), false);
  assert.equal(hasInk([Array.from({ length: 8 }, (_, i) => ({ x: 10 + i, y: 10 }))]), false);
});

test('a drawn line is a signature', () => {
  assert.equal(hasInk([wave]), true);
});

test('each stroke starts anew in the path', () => {
  const path = toPath([[{ x: 1, y: 2 }, { x: 3, y: 4 }], [{ x: 5, y: 6 }]]);

  assert.equal(path, 'M1 2 L3 4 M5 6');
});
