/** The order of a sign-off and the moments it notes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mark, pageAfter, pageBefore, startCeremony } from './ceremony';

test('a ceremony starts locked at the summary and holds no rating', () => {
  const ceremony = startCeremony('v-1', 'ru', 'Romashka');

  assert.equal(ceremony.isLocked, true);
  assert.equal(ceremony.page, 'summary');
  assert.ok(!('rating' in ceremony));
});

test('the pages follow each other and end with thanks', () => {
  assert.equal(pageAfter('summary'), 'word');
  assert.equal(pageAfter('thanks'), 'thanks');
  assert.equal(pageBefore('summary'), 'summary');
});

test('a moment is noted once, however often its page is opened', () => {
  const once = mark([], 'opened');

  assert.equal(mark(once, 'opened'), once);
});
