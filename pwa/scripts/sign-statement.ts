/** Signs a vector's act as the phone does and prints act, statement and public key, for the server to check. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildAct, buildStatement, coverage, sha256, utf8, type PublicKey } from '../src/lib/act/index';

const file = path.resolve(import.meta.dirname, '../../tests/vectors/act/joint-remarks-ru.json');
const vector = JSON.parse(readFileSync(file, 'utf8'));
const act = buildAct(vector.record, vector.fields, vector.sign_off);

const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
const publicKey = { kty, crv, x, y } as PublicKey;
const drawing = 'M 1 2 L 30.5 40';
const wall = '2026-11-24T08:31:02.000Z';

const statement = await buildStatement(
  act,
  {
    covers: coverage(vector.fields, act),
    signer: {
      name: 'Смирнова Ольга Викторовна',
      position: 'Офис-менеджер',
      organisation: 'ООО «Северный ветер»',
      basis: 'доверенность № 14',
      identified_by: 'known_on_site',
    },
    signature: { kind: 'svg_path', width: 320, height: 130, data: drawing, sha256: await sha256(utf8(drawing)) },
    ceremony: [{ step: 'signed', wall, mono: 90.5 }],
    time: { wall, mono: 90.5, boot: 'b1', off: -12, off_age_s: 60, confidence: 'high' },
    place: { lat: 55.7812, lon: 37.590000001, accuracy_m: 12.5, age_s: 3, to_site_m: 1e-7 },
    crew: [{ person: 'maria', name: 'Мария Петрова', devices: ['device-of-maria'] }],
    device: { id: 'device-of-maria', public_key: publicKey },
    app: '0.1.0',
    chains: { 'device-of-maria': { seq: 12, hash: 'ab'.repeat(32) } },
  },
  { key: pair.privateKey, crypto },
);

console.log(JSON.stringify({ act, statement, public_key: publicKey }));
