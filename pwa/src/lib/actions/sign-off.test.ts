/** Sign-off on the phone: what is kept, what becomes read-only, what may still come. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freezeAct, signStatement } from './evidence';
import { keyOf } from '../store/local-store';
import { STORES } from '../store/records';
import { freeSpares } from '../sync/freeing';
import { jointServer, TestPhone, VISIT } from '../../../harness/test-phone';

async function signedVisit() {
  const server = jointServer();
  const anna = new TestPhone(server, 'anna', 1);
  await anna.signIn();
  await anna.answer('dnd', 'pass');
  await anna.core.addPhoto(VISIT, { bytes: new ArrayBuffer(8), mime: 'image/jpeg', step: 'dnd' });
  anna.network.mode = 'off';
  const parts = await anna.core.prepareSignOff(VISIT);
  const act = freezeAct(parts, { language: 'en', word: { result: 'accepted' } });
  const statement = await signStatement(parts, act, { ceremony: [], place: { absent: 'no position' } });
  await anna.core.captureSignOff(VISIT, { act: { ...act }, statement: { ...statement } });
  return { server, anna, act, statement };
}

test('a sign-off covers the answers and photos shown and is kept with its op', async () => {
  const { anna, act, statement } = await signedVisit();
  const view = await anna.core.openVisit(VISIT);

  assert.equal(view.state, 'signed');
  assert.equal(view.signOffs[0]?.id, act.act_id);
  assert.deepEqual(Object.keys(statement.covers.fields).map((field) => field.split('/')[0]).sort(), ['photo', 'step']);
  assert.equal(statement.covers.files.length, 1);
  assert.equal(anna.core.status.value?.files[0]?.signed, true);
});

test('what a sign-off covers is read-only on this phone, also after a restart', async () => {
  const { anna } = await signedVisit();
  await anna.restart();

  await assert.rejects(anna.answer('dnd', 'fail'), /covered_by_sign_off/);
  assert.equal((await anna.core.openVisit(VISIT)).fields['step/dnd']?.isFrozen, true);
});

test('notes and ratings may still come after a sign-off, and the rating is in no evidence', async () => {
  const { server, anna, act, statement } = await signedVisit();
  await anna.core.addNote(VISIT, 'told the customer about the port');
  await anna.core.giveRating(VISIT, { rating: 2, comment: 'CSAT-MARK' });
  anna.network.mode = 'on';
  await anna.core.syncNow();

  assert.equal(await anna.unsent(), 0);
  assert.ok(!JSON.stringify([act, statement]).includes('CSAT-MARK'));
  assert.equal([...server.db.byOpId.values()].filter(({ op }) => op.type === 'csat.set').length, 1);
});

test('without network the act names the colleague whose answers may be missing', async () => {
  const { act } = await signedVisit();

  assert.deepEqual(act.open.filter((point) => point.kind === 'omission').length, 1);
});

test('a refusal is kept with its reason and closes the visit on this phone', async () => {
  const anna = new TestPhone(jointServer(), 'anna', 1);
  await anna.signIn();
  const parts = await anna.core.prepareSignOff(VISIT, 'refusal');
  const refusal = { how: 'absent' as const, reason: 'nobody was there' };
  const act = freezeAct(parts, { language: 'ru', refusal });
  const statement = await signStatement(parts, act, { ceremony: [], place: { absent: 'no position' } }, refusal);

  await anna.core.refuseSignOff(VISIT, { act: { ...act }, statement: { ...statement } }, refusal);

  const [signOff] = (await anna.core.openVisit(VISIT)).signOffs;
  assert.deepEqual(signOff?.value['refusal'], refusal);
});

test('a signed visit keeps its ops and photos until its act is sealed, however old and durable they are', async () => {
  const { server, anna, act } = await signedVisit();
  anna.network.mode = 'on';
  await anna.core.syncNow();
  server.backUp();
  await anna.core.syncNow();
  const store = anna.disk.store('p-anna').open();
  const free = () => freeSpares(store, Date.now() + 1e12, { days: 0, bytes: 0 });
  await free();
  assert.equal(await store.read((tx) => tx.count(STORES.sent)), 3);
  assert.equal(await store.read((tx) => tx.count(STORES.bytes)), 1);

  const sealed = { visit: VISIT, act_id: act.act_id, rev: 99, state: 'sealed' };
  await store.write((tx) => tx.put(STORES.acts, keyOf('a', act.act_id), sealed));
  await free();

  assert.equal(await store.read((tx) => tx.count(STORES.sent)), 0);
  assert.equal(await store.read((tx) => tx.count(STORES.bytes)), 0);
});
