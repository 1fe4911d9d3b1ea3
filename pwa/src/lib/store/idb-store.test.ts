/** The store on IndexedDB: all or nothing, kept over a restart, and equal to the store in memory. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDB } from 'idb';
import { openIdbStore } from './idb-store';
import { keyOf, numberKey, startingWith, type LocalStore } from './local-store';
import { MemoryDisk } from './memory-store';
import { migrations } from './migrations';
import { ALL_STORES, STORES } from './records';

let count = 0;
const kinds: { name: string; open: () => Promise<{ store: LocalStore; again: () => Promise<LocalStore> }> }[] = [
  {
    name: 'IndexedDB',
    open: async () => {
      count += 1;
      const person = `p-${count}`;
      return { store: await openIdbStore(person), again: () => openIdbStore(person) };
    },
  },
  {
    name: 'memory',
    open: async () => {
      const disk = new MemoryDisk();
      return { store: disk.open(), again: async () => disk.open() };
    },
  },
];

for (const { name, open } of kinds) {
  test(`${name}: what a finished transaction wrote is there after a restart`, async () => {
    const { store, again } = await open();
    await store.write((tx) => tx.put(STORES.meta, 'durable', 7));
    store.close();

    assert.equal(await (await again()).read((tx) => tx.get(STORES.meta, 'durable')), 7);
  });

  test(`${name}: work that throws writes nothing at all`, async () => {
    const { store } = await open();
    const failing = store.write(async (tx) => {
      await tx.put(STORES.meta, 'durable', 7);
      throw new Error('half way');
    });
    await assert.rejects(failing, /half way/);

    assert.equal(await store.read((tx) => tx.count(STORES.meta)), 0);
  });

  test(`${name}: two read-and-write transactions at once lose no count`, async () => {
    const { store } = await open();
    const addOne = () =>
      store.write(async (tx) => tx.put(STORES.meta, 'durable', ((await tx.get<number>(STORES.meta, 'durable')) ?? 0) + 1));
    await Promise.all(Array.from({ length: 20 }, addOne));

    assert.equal(await store.read((tx) => tx.get(STORES.meta, 'durable')), 20);
  });

  test(`${name}: keys come in order, numbers by their size, prefixes without their neighbours`, async () => {
    const { store } = await open();
    await store.write(async (tx) => {
      for (const seq of [10, 9, 100]) await tx.put(STORES.outbox, numberKey(seq), seq);
      for (const visit of ['v1', 'v10', 'v2']) await tx.put(STORES.fields, keyOf('a', visit, 'status'), visit);
    });

    const rows = await store.read((tx) => tx.range<number>(STORES.outbox));
    const fields = await store.read((tx) => tx.range<string>(STORES.fields, startingWith('a', 'v1')));
    const first = await store.read((tx) => tx.range<number>(STORES.outbox, undefined, 1));

    assert.deepEqual(rows.map((row) => row.value), [9, 10, 100]);
    assert.deepEqual(fields.map((field) => field.value), ['v1']);
    assert.deepEqual(first.map((row) => row.value), [9]);
  });

  test(`${name}: bytes come back as they went in`, async () => {
    const { store } = await open();
    const data = Uint8Array.from([1, 2, 3]).buffer;
    await store.write((tx) => tx.put(STORES.bytes, 'k', { enc: 0, data }));

    const kept = await store.read((tx) => tx.get<{ data: ArrayBuffer }>(STORES.bytes, 'k'));

    assert.deepEqual(new Uint8Array(kept?.data ?? new ArrayBuffer(0)), Uint8Array.from([1, 2, 3]));
  });
}

test('a phone with the first version of the store keeps its work when drafts come in', async () => {
  const old = await openDB('onevisit-p-old', 1, { upgrade: (database) => migrations[0]?.(database) });
  await old.put(STORES.outbox, { seq: 1 }, numberKey(1));
  old.close();

  const store = await openIdbStore('p-old');
  await store.write((tx) => tx.put(STORES.drafts, 'v1|note', { enc: 0, value: 'Key at rec' }));

  assert.equal(await store.read((tx) => tx.count(STORES.outbox)), 1);
  assert.equal(await store.read((tx) => tx.count(STORES.drafts)), 1);
});

test('a new phone has every store', async () => {
  const store = await openIdbStore('p-new');

  for (const name of ALL_STORES) assert.equal(await store.read((tx) => tx.count(name)), 0);
});
