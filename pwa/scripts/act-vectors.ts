/** Runs act vectors (the shared ones, or those of a folder given) against the TypeScript builder; names what differs. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildAct, canonical, contentHash, shortCode } from '../src/lib/act/index';

const folder = process.argv[2] ?? path.resolve(import.meta.dirname, '../../tests/vectors/act');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const failures: string[] = [];

for (const name of names) {
  const vector = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const act = buildAct(vector.record, vector.fields, vector.sign_off);
  const hash = await contentHash(act);
  const text = (value: object): string => new TextDecoder().decode(canonical(value));
  if (text(act) !== text(vector.act)) failures.push(`${name}: act\n  built    ${text(act)}\n  expected ${text(vector.act)}`);
  if (hash !== vector.content_hash) failures.push(`${name}: content hash ${hash}`);
  if (shortCode(hash) !== vector.short_code) failures.push(`${name}: short code ${shortCode(hash)}`);
}

console.log(`${names.length} act vectors, ${failures.length} differences`);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length === 0 && names.length > 0 ? 0 : 1;
