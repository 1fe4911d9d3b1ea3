/** The rescue file opens with the installation's key alone, and holds every unsent op and file. */
import assert from 'node:assert/strict';
import { webcrypto, type webcrypto as WebCrypto } from 'node:crypto';
import { test } from 'node:test';
import { rescueKeys } from '../../../harness/fake-server';
import { jointServer, TestPhone, VISIT } from '../../../harness/test-phone';

test('a rescue file gives back unsent ops and files and changes nothing in the queue', async () => {
  const anna = new TestPhone(jointServer(), 'anna', 1);
  await anna.signIn();
  anna.network.mode = 'off';
  await anna.answer('dnd', 'fail');
  await anna.core.giveRating(VISIT, { rating: 5 });
  const photo = Uint8Array.from({ length: 1_500_000 }, (_, i) => i % 253);
  await anna.core.addPhoto(VISIT, { bytes: photo.buffer, mime: 'image/jpeg', step: null });

  const { header, manifest, rest } = await openRescue(await anna.core.exportRescue());

  assert.deepEqual(header['counts'], { ops: 3, files: 1 });
  assert.deepEqual(manifest.ops.map((op) => op.type), ['answer.set', 'csat.set', 'photo.add']);
  assert.deepEqual(manifest.ops[1]?.value, { rating: 5, skipped: false });
  assert.deepEqual(rest, photo);
  assert.equal(await anna.unsent(), 4);
});

async function openRescue(file: Uint8Array<ArrayBuffer>) {
  const end = file.indexOf(0x0a);
  const header = JSON.parse(Buffer.from(file.slice(0, end)).toString()) as Record<string, unknown>;
  const key = await agreeKey(header);
  const plain: Buffer[] = [];
  for (let at = end + 1, i = 0; at < file.length; i += 1) {
    const size = new DataView(file.buffer, at).getUint32(0);
    const isLast = at + 4 + size === file.length;
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, i);
    const opening = { name: 'AES-GCM', iv, additionalData: Uint8Array.from([isLast ? 1 : 0]) };
    plain.push(Buffer.from(await webcrypto.subtle.decrypt(opening, key, file.slice(at + 4, at + 4 + size))));
    at += 4 + size;
  }
  const whole = Buffer.concat(plain);
  const size = whole.readUInt32BE(0);
  const manifest = JSON.parse(whole.subarray(4, 4 + size).toString()) as { ops: { type: string; value: unknown }[] };
  return { header, manifest, rest: new Uint8Array(whole.subarray(4 + size)) };
}

async function agreeKey(header: Record<string, unknown>): Promise<WebCrypto.CryptoKey> {
  const { subtle } = webcrypto;
  const theirs = await subtle.importKey('jwk', header['key'] as JsonWebKey, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  const { pair } = await rescueKeys;
  const secret = await subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256);
  const base = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const salt = Buffer.from(String(header['salt']), 'base64');
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: Buffer.from('onevisit-rescue/1') };
  return subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
}
