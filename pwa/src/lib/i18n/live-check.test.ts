import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveCheck } from '../domain/live-check';
import { liveFact, liveResult } from './live-check';

const asked: LiveCheck = {
  id: 'c1', kind: 'snmp_port', target: '10.20.3.5:161', subject: 'Gi1/0/2', state: 'asked', reason: null, result: {},
  speaks_for: null, by: { name: 'Anna Ivanova' }, asked_at: '2026-11-23T06:00:00.000Z', answered_at: null,
};
const port = { name: 'Gi1/0/2', alias: 'ward 4', admin: 'up', oper: 'up', speed_mbps: 100, in_errors: 12, poe: 'fault' };
const answered = { ...asked, state: 'answered', answered_at: '2026-11-23T06:00:02.000Z', result: port } as const;

test('a port is told in one line, in both languages', () => {
  assert.equal(liveResult(answered, 'en'), 'Gi1/0/2 (ward 4), link up, 100 Mbit/s, power has a fault, errors in: 12');
  assert.equal(liveResult(answered, 'ru'), 'Gi1/0/2 (ward 4), линк есть, 100 Мбит/с, ошибка питания, ошибок на входе: 12');
});

test('a port without link names no speed', () => {
  const down = { ...answered, result: { ...port, oper: 'down', speed_mbps: 0, poe: null, in_errors: 0 } };
  assert.equal(liveResult(down, 'en'), 'Gi1/0/2 (ward 4), no link, errors in: 0');
});

test('why there is no answer is a sentence, and what this version does not know stands as it came', () => {
  assert.match(liveResult({ ...asked, state: 'no_answer', reason: 'timed_out' }, 'ru'), /не ответило вовремя/);
  assert.equal(liveResult({ ...asked, state: 'failed', reason: 'of_tomorrow' }, 'en'), 'of_tomorrow');
});

test('a number has devices, none, or is not known', () => {
  const number = { ...answered, kind: 'sip_registration' } as const;
  assert.equal(liveResult({ ...number, result: { status: 200, devices: ['10.20.1.44:5060'] } }, 'en'), 'registered: 10.20.1.44:5060');
  assert.equal(liveResult({ ...number, result: { status: 200, devices: [] } }, 'en'), 'not registered');
  assert.equal(liveResult({ ...number, result: { status: 404 } }, 'en'), 'the call server does not know the number');
});

test('an answer says something beside the steps of its facts only', () => {
  assert.equal(liveFact(answered, 'port.speed', 'en'), '100 Mbit/s');
  assert.equal(liveFact(answered, 'port.poe', 'ru'), 'ошибка питания');
  assert.equal(liveFact(answered, 'phone.dnd', 'en'), '');
  assert.equal(liveFact(asked, 'port.speed', 'en'), '');
});
