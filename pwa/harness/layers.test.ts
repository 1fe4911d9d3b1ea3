/** The house of the phone: imports run inwards only, and one file alone talks to the network. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const LIB = path.resolve(import.meta.dirname, '../src/lib');

/** What each folder may import from its neighbours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  checklist: [],
  act: [],
  store: ['domain'],
  sync: ['domain', 'store'],
  actions: ['domain', 'store', 'sync', 'checklist', 'act'],
};

function sources(folder: string): { file: string; text: string }[] {
  const files = readdirSync(path.join(LIB, folder), { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(path.join(LIB, folder, file), 'utf8') }));
}

test('every folder imports only what lies further in', () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    for (const { file, text } of sources(folder)) {
      const neighbours = [...text.matchAll(/(?:from |import\()'(?:\.\.|\$lib)\/(\w+)/g)].map((match) => match[1] ?? '');
      const wrong = neighbours.filter((neighbour) => !allowed.includes(neighbour));
      assert.deepEqual(wrong, [], file);
    }
  }
});

test('only the transport of sync calls fetch', () => {
  const callers = Object.keys(MAY_IMPORT)
    .flatMap(sources)
    .filter(({ text }) => /\bfetch\(|XMLHttpRequest|sendBeacon/.test(text));

  assert.deepEqual(callers.map(({ file }) => file), ['sync/transport.ts']);
});
