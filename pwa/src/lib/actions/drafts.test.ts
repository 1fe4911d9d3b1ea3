/** Drafts on the phone: what survives a dead battery, and what goes once it is saved. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jointServer, TestPhone, VISIT } from '../../../harness/test-phone';

async function annaOffline() {
  const anna = new TestPhone(jointServer(), 'anna', 1);
  await anna.signIn();
  anna.network.mode = 'off';
  return anna;
}

test('a half-typed remedy is there after the app went down', async () => {
  const anna = await annaOffline();
  await anna.core.keepDraft(VISIT, 'outcome', { cause: '', remedy: 'Moved the ph' });
  await anna.restart();

  assert.deepEqual(await anna.core.readDraft(VISIT, 'outcome'), { cause: '', remedy: 'Moved the ph' });
});

test('a draft is no work: nothing waits to be sent because of it', async () => {
  const anna = await annaOffline();
  const before = await anna.unsent();
  await anna.core.keepDraft(VISIT, 'note', 'Key at rec');

  assert.equal(await anna.unsent(), before);
});

test('saving a note takes its own draft away and leaves the others', async () => {
  const anna = await annaOffline();
  await anna.core.keepDraft(VISIT, 'note', 'Key at reception');
  await anna.core.keepDraft(VISIT, 'note/dnd', 'Asked twice');
  await anna.core.addNote(VISIT, 'Key at reception');

  assert.equal(await anna.core.readDraft(VISIT, 'note'), undefined);
  assert.equal(await anna.core.readDraft(VISIT, 'note/dnd'), 'Asked twice');
});

test('saving an answer takes the draft of the answer and of its reason away', async () => {
  const anna = await annaOffline();
  await anna.core.keepDraft(VISIT, 'answer/dnd', { typed: '4', chosen: [] });
  await anna.core.keepDraft(VISIT, 'why/dnd', 'No such k');
  await anna.answer('dnd', 'pass');

  assert.equal(await anna.core.readDraft(VISIT, 'answer/dnd'), undefined);
  assert.equal(await anna.core.readDraft(VISIT, 'why/dnd'), undefined);
});

test('an emptied form leaves nothing behind', async () => {
  const anna = await annaOffline();
  await anna.core.keepDraft(VISIT, 'part', { name: 'Patch cord' });
  await anna.core.keepDraft(VISIT, 'part', undefined);

  assert.equal(await anna.core.readDraft(VISIT, 'part'), undefined);
});

test('leaving the visit drops what can no longer be saved and keeps a note that still can', async () => {
  const anna = await annaOffline();
  await anna.core.keepDraft(VISIT, 'leave', { reason: 'no_access', note: 'Locked' });
  await anna.core.keepDraft(VISIT, 'note', 'Ask for the k');
  await anna.core.setStatus(VISIT, 'aborted', 'no_access');

  assert.equal(await anna.core.readDraft(VISIT, 'leave'), undefined);
  assert.equal(await anna.core.readDraft(VISIT, 'note'), 'Ask for the k');
});
