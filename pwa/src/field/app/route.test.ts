/** Addresses of screens, there and back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRoute, visitHref } from './route';

test('an address of a step comes back as it was', () => {
  const route = parseRoute(visitHref('v-1', 'checklist', 'phone.dnd'));

  assert.deepEqual(route, { screen: 'visit', visit: 'v-1', page: 'checklist', step: 'phone.dnd' });
});

test('an unknown address is Today, an unknown page is the visit itself', () => {
  assert.deepEqual(parseRoute('#/nowhere'), { screen: 'today' });
  assert.deepEqual(parseRoute('#/visit/v-1/nowhere'), { screen: 'visit', visit: 'v-1', page: 'overview' });
});
