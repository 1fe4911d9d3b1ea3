/** The phone's core against a server that follows the protocol: what is sent, kept, repeated and never lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeServer } from '../../../harness/fake-server';
import { jointServer, TestPhone, VISIT } from '../../../harness/test-phone';
import { answer as wireAnswer, problem } from '../../../harness/wire';
import { applyPage, readPage } from './feed-page';
import { freeSpares } from './freeing';
import { followLine } from './line-change';
import { getMeta } from '../store/local-store';
import { STORES, type OutboxRow } from '../store/records';

async function annaSignedIn(server: FakeServer): Promise<TestPhone> {
  const anna = new TestPhone(server, 'anna', 1);
  await anna.signIn();
  return anna;
}

async function joint(): Promise<{ server: FakeServer; anna: TestPhone; boris: TestPhone }> {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  const boris = new TestPhone(server, 'boris', 2);
  await boris.signIn();
  return { server, anna, boris };
}

test('an answer given without signal is sent when the signal is back', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'off';
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  assert.equal(await anna.unsent(), 1);
  assert.equal(anna.core.status.value?.waitsFor, 'no_network');

  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.deepEqual(server.shown(VISIT, 'step/dnd').map((value) => value.value), [{ k: 'fail' }]);
});

test('an answer whose acknowledgement got lost is stored once', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'lose_answer';
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  assert.equal(await anna.unsent(), 1);

  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 1);
});

test('every request sent twice changes nothing', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'double';
  await anna.answer('dnd', 'fail');
  await anna.answer('poe', 'pass');
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 2);
});

test('a killed app finds every saved answer and sends it', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'off';
  await anna.answer('dnd', 'fail');

  await anna.restart();
  assert.deepEqual(await anna.shown('dnd'), ['fail']);
  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(server.db.byOpId.size, 1);
});

test('a captive portal is no success and leaves the queue alone', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  anna.network.mode = 'portal';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 1);
  assert.equal(anna.core.status.value?.waitsFor, 'portal');
});

test('after 401 work goes on and sending waits for a sign-in', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  server.disturb = (request) => (request.path.startsWith('/sync') ? problem(401, 'not_signed_in') : undefined);
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  assert.equal(anna.core.status.value?.waitsFor, 'sign_in');
  const { sent } = anna.network;
  await anna.answer('poe', 'pass');
  await anna.core.syncNow();
  assert.equal(anna.network.sent, sent);

  server.disturb = () => undefined;
  await anna.core.signIn('anna', 'secret');
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.devices.size, 1);
});

test('different answers of two phones are a conflict on both, and the worse one stands first', async () => {
  const { anna, boris } = await joint();
  await anna.answer('dnd', 'pass');
  await boris.answer('dnd', 'fail');
  for (const phone of [anna, boris, anna]) await phone.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['fail', 'pass']);
  assert.deepEqual(await boris.shown('dnd'), ['fail', 'pass']);
  assert.equal((await anna.core.openVisit(VISIT)).conflicts.length, 1);
});

test('a settled conflict shows the chosen answer on both phones', async () => {
  const { anna, boris } = await joint();
  await anna.answer('dnd', 'pass');
  await boris.answer('dnd', 'fail');
  for (const phone of [anna, boris, anna]) await phone.core.syncNow();
  const [conflict] = (await anna.core.openVisit(VISIT)).conflicts;
  const pass = conflict?.values.find((value) => (value.value as { k: string }).k === 'pass');

  await anna.core.settleConflict(VISIT, 'step/dnd', pass?.op_id ?? '');
  for (const phone of [anna, boris]) await phone.core.syncNow();

  assert.deepEqual(await boris.shown('dnd'), ['pass']);
  assert.equal((await boris.core.openVisit(VISIT)).conflicts.length, 0);
});

test('who saw an answer and changed it makes no conflict', async () => {
  const { anna, boris } = await joint();
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  await boris.core.syncNow();
  await boris.answer('dnd', 'pass');
  for (const phone of [boris, anna]) await phone.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['pass']);
});

test('a phone restored from an older copy enrols anew and loses nothing', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  const copy = await anna.disk.copy();
  await anna.answer('poe', 'pass');
  await anna.core.syncNow();

  await anna.restoreDisk(copy);
  await anna.answer('ring', 'fail');
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 3);
  assert.equal(server.db.devices.size, 2);
  assert.deepEqual(await anna.shown('ring'), ['fail']);
  assert.deepEqual(await anna.shown('poe'), ['pass']);
});

test('after a restore of the server every answer still on the phone returns', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  const backup = server.backUp();
  await anna.answer('poe', 'pass');
  await anna.core.syncNow();

  server.restore(backup);
  await anna.answer('ring', 'fail');
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 3);
  assert.deepEqual(await anna.shown('poe'), ['pass']);
});

test('a restore to a time before the phone was enrolled brings its work back under a new device', async () => {
  const server = jointServer();
  const backup = server.backUp();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();

  server.restore(backup);
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 1);
  server.reassign(VISIT, ['p-boris']);
  await anna.core.syncNow();
  assert.deepEqual(await anna.core.listVisits(), []);
});

test('a visit the server lost stays with its checklist while own work on it is not safe', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  const backup = server.backUp();
  backup.visits.clear();

  server.restore(backup);
  await anna.core.syncNow();

  const [visit] = await anna.core.listVisits();
  assert.equal(visit?.isLost, true);
  assert.equal(visit?.record.checklist.steps.length, 4);
});

test('a restore of a backup older than promised is reported as a freed gap, the rest returns', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  const old = server.backUp();
  await anna.answer('dnd', 'fail');
  await anna.answer('poe', 'pass');
  await anna.core.syncNow();
  server.backUp();
  await anna.core.syncNow();
  await freeSpares(anna.disk.store('p-anna').open(), Date.now() + 1000, { days: 0, bytes: 0 });
  await anna.answer('ring', 'fail');
  await anna.core.syncNow();

  server.restore(old);
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.deepEqual(server.shown(VISIT, 'step/ring').map((value) => value.value), [{ k: 'fail' }]);
  assert.deepEqual(anna.core.status.value?.attention.map((row) => [row.status, row.reason]), [['freed_gap', '1-2']]);
});

test('a batch with an unreadable op goes on without it, and the op is kept as raw bytes', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'off';
  await anna.answer('dnd', 'fail');
  await anna.core.addNote(VISIT, 'poison');
  await anna.answer('poe', 'pass');
  server.disturb = (request) =>
    request.path === '/sync/push' && String(request.body).includes('poison') ? problem(422, 'unreadable') : undefined;

  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 3);
  assert.equal(anna.core.status.value?.attention[0]?.status, 'quarantined');
});

test('an op that crashes the server five times while the feed works is isolated, the queue goes on', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.core.addNote(VISIT, 'poison');
  await anna.answer('poe', 'pass');
  server.disturb = (request) =>
    request.path === '/sync/push' && String(request.body).includes('poison') ? problem(500, 'crash') : undefined;

  for (let i = 0; i < 8; i += 1) await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 2);
});

test('a server busy for a while is asked again only after the time it wished for', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  server.disturb = () => wireAnswer(503, '{}', { 'Retry-After': '60', 'Content-Type': 'application/problem+json' });
  await anna.core.syncNow();
  server.disturb = () => undefined;
  await anna.core.syncNow();
  assert.equal(await anna.unsent(), 1);

  anna.mono += 61_000;
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
});

test('a batch too large for the server is halved until it fits', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.network.mode = 'off';
  for (let i = 0; i < 9; i += 1) await anna.core.addNote(VISIT, `note ${i}`);
  server.disturb = (request) =>
    request.path === '/sync/push' && String(request.body).length > 2500 ? problem(413, 'too_large') : undefined;

  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.equal(server.db.byOpId.size, 9);
});

test('a visit taken away leaves the list, its unsent answer is sent', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  server.reassign(VISIT, ['p-boris']);
  await anna.core.syncNow();

  assert.deepEqual(await anna.core.listVisits(), []);
  assert.equal(await anna.unsent(), 0);
  assert.equal(server.shown(VISIT, 'step/dnd').length, 1);
});

test('a visit given back is shown whole again', async () => {
  const { server, anna, boris } = await joint();
  server.reassign(VISIT, ['p-boris']);
  await anna.core.syncNow();
  await boris.answer('dnd', 'fail');
  await boris.core.syncNow();
  server.reassign(VISIT, ['p-anna', 'p-boris']);
  await anna.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['fail']);
});

test('a cursor older than the tombstones rebuilds the cache and keeps the queue', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  let isRefused = false;
  server.disturb = (request) => {
    if (request.path === '/sync/push') return problem(502, 'down');
    if (isRefused || !request.path.startsWith('/sync/feed')) return undefined;
    isRefused = true;
    return problem(410, 'resync');
  };
  await anna.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['fail']);
  assert.equal(await anna.unsent(), 1);
});

test('a cache that differs from the sums of the server is pulled anew', async () => {
  const { server, anna, boris } = await joint();
  await boris.answer('dnd', 'fail');
  await boris.core.syncNow();
  await anna.core.syncNow();
  const disk = anna.disk.store('p-anna');
  const [damaged] = await disk.open().read((tx) => tx.range(STORES.fields));
  await disk.open().write((tx) => tx.delete(STORES.fields, damaged?.key ?? ''));
  await anna.restart();
  assert.deepEqual(await anna.shown('dnd'), []);

  await anna.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['fail']);
});

test('a photo goes in chunks, survives a cut, and ops do not wait for it', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  const bytes = Uint8Array.from({ length: 600 * 1024 }, (_, i) => i % 251);
  await anna.core.addPhoto(VISIT, { bytes: bytes.buffer, mime: 'image/jpeg', step: 'dnd' });
  let patches = 0;
  server.disturb = (request) => {
    if (request.method !== 'PATCH') return undefined;
    patches += 1;
    return patches === 2 ? problem(502, 'cut') : undefined;
  };
  await anna.core.syncNow();
  assert.equal(anna.core.status.value?.unsentOps, 0);
  assert.equal(anna.core.status.value?.unsentFiles, 1);

  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.deepEqual([...server.db.files.values()].map((file) => file.bytes.length), [600 * 1024]);
});

test('a photo is stored again after a restore that lost it', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  const backup = server.backUp();
  await anna.core.addPhoto(VISIT, { bytes: new ArrayBuffer(10), mime: 'image/jpeg', step: null });
  await anna.core.syncNow();
  server.restore({ ...backup, devices: server.db.devices });

  await anna.core.syncNow();
  await anna.core.syncNow();

  assert.equal(server.db.files.size, 1);
  assert.equal(await anna.unsent(), 0);
});

test('a photo is refused before it is lost when there is no room, and text still saves', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  anna.free = 5 * 1024 * 1024;
  const photo = { bytes: new ArrayBuffer(1024), mime: 'image/jpeg', step: null };
  await assert.rejects(anna.core.addPhoto(VISIT, photo), /no_room/);

  await anna.answer('dnd', 'fail');

  assert.deepEqual(await anna.shown('dnd'), ['fail']);
});

test('nothing is freed before it is durable', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  const store = anna.disk.store('p-anna').open();
  await freeSpares(store, Date.now() + 1e12, { days: 0, bytes: 0 });
  assert.equal(await store.read((tx) => tx.count(STORES.sent)), 1);

  server.backUp();
  await anna.core.syncNow();
  await freeSpares(store, Date.now() + 1e12, { days: 0, bytes: 0 });

  assert.equal(await store.read((tx) => tx.count(STORES.sent)), 0);
});

test('a withdrawn device hands its unsent work to the office once and keeps it', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  for (const device of server.db.devices.values()) device.isRevoked = true;
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  await anna.core.syncNow();

  assert.equal(anna.core.status.value?.waitsFor, 'withdrawn');
  assert.equal(anna.core.status.value?.officeHasWork, true);
  assert.equal(server.quarantine.length, 1);
  assert.equal(await anna.unsent(), 1);
});

test('another engineer on the same phone has an own store; the first queue stays and is not sent', async () => {
  const server = jointServer();
  const phone = await annaSignedIn(server);
  phone.network.mode = 'off';
  await phone.answer('dnd', 'fail');
  phone.network.mode = 'on';
  await phone.core.signIn('boris', 'secret');
  await phone.core.syncNow();

  assert.equal(server.db.byOpId.size, 0);
  assert.deepEqual((await phone.core.listUnsentOfOthers()).map(({ person, ops }) => [person.name, ops]), [['Anna', 1]]);
});

test('a log-out keeps the queue and a later sign-in sends it as the same device', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  await anna.core.signOut();
  await anna.core.signIn('anna', 'secret');
  await anna.core.syncNow();

  assert.equal(server.db.byOpId.size, 1);
  assert.equal(server.db.devices.size, 1);
});

test('a rating lies apart: no row of the queue and no field of a visit shows it', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.core.giveRating(VISIT, { rating: 2, comment: 'slow' });
  const store = anna.disk.store('p-anna').open();
  const rows = await store.read((tx) => tx.range<OutboxRow>(STORES.outbox));
  assert.equal(rows[0]?.value.op.value, null);
  assert.equal(Object.keys((await anna.core.openVisit(VISIT)).fields).length, 0);

  await anna.core.syncNow();

  const [stored] = server.db.byOpId.values();
  assert.deepEqual(stored?.op.value, { rating: 2, skipped: false, comment: 'slow' });
});

test('a clock of 1970 refuses nothing', async () => {
  const server = jointServer();
  const anna = new TestPhone(server, 'anna', 1);
  anna.clockError = -Date.now();
  await anna.restart();
  await anna.signIn();
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();

  assert.deepEqual(await anna.shown('dnd'), ['fail']);
  const [value] = server.shown(VISIT, 'step/dnd');
  assert.ok(Math.abs((value?.at.off ?? 0) - Date.now()) < 120_000);
});

test('an answer that arrives after the phone followed a restore counts as lost', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  const store = anna.disk.store('p-anna').open();
  const send = anna.network.send.bind(anna.network);
  anna.network.send = async (request) => {
    const late = await send(request);
    const device = await store.read((tx) => getMeta(tx, 'device'));
    if (device !== undefined) await followLine(store, device, { epoch: 'epoch-2', lastSeq: 0 });
    anna.network.send = send;
    anna.network.mode = 'off';
    return late;
  };

  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 1);
});

test('a feed page that does not continue the cursor is not applied', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  const store = anna.disk.store('p-anna').open();
  const device = await store.read((tx) => getMeta(tx, 'device'));
  assert.ok(device);
  const page = readPage({ epoch: device.epoch, from: 50, next: 60, more: false, changes: [], revoked: [VISIT] });

  assert.equal(await applyPage(store, device, page, 0), false);
  assert.equal((await anna.core.listVisits()).length, 1);
});

test('an older state of a field never replaces a newer one', async () => {
  const server = jointServer();
  const anna = await annaSignedIn(server);
  await anna.answer('dnd', 'fail');
  await anna.core.syncNow();
  const store = anna.disk.store('p-anna').open();
  const device = await store.read((tx) => getMeta(tx, 'device'));
  assert.ok(device);
  const change = { kind: 'field', visit: VISIT, field: 'step/dnd', rev: 1, shown: [], ctx: {}, over: [] };
  const page = readPage({ epoch: device.epoch, from: 0, next: 1, more: false, changes: [change] });

  assert.equal(await applyPage(store, device, page, 0), true);
  assert.deepEqual(await anna.shown('dnd'), ['fail']);
});
