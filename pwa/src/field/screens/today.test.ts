/** Which visit stands first, and what counts as late. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitSummary } from '$lib/actions';
import { arrangeDay, lateMinutes } from './today';

const NINE = Date.parse('2026-11-24T09:00:00Z');

function visit(id: string, state: string, start: string): VisitSummary {
  const planned = { start, end: start };
  return { id, state, record: { planned }, isRevoked: false, isLost: false, unsent: { ops: 0, files: 0 } } as unknown as VisitSummary;
}

test('what is under way stands before what is planned earlier', () => {
  const planned = visit('planned', 'published', '2026-11-24T08:00:00Z');
  const underWay = visit('under-way', 'on_site', '2026-11-24T09:00:00Z');
  const signed = visit('signed', 'signed', '2026-11-24T07:00:00Z');

  const day = arrangeDay([signed, planned, underWay], NINE);

  assert.equal(day.next?.id, 'under-way');
  assert.deepEqual(day.later.map(({ id }) => id), ['planned']);
  assert.deepEqual(day.finished.map(({ id }) => id), ['signed']);
});

test('a visit is late by whole minutes until somebody has arrived', () => {
  assert.equal(lateMinutes(visit('a', 'published', '2026-11-24T08:48:00Z'), NINE), 12);
  assert.equal(lateMinutes(visit('a', 'on_site', '2026-11-24T08:48:00Z'), NINE), 0);
  assert.equal(lateMinutes(visit('a', 'published', '2026-11-24T09:30:00Z'), NINE), 0);
});
