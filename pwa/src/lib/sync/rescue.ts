/**
 * The rescue file `onevisit-rescue/1`: unsent ops and files, readable by the installation alone.
 *
 * One line of JSON (the plain header), then sealed chunks of up to 1 MB, each behind its length as 4 bytes. Key: ECDH
 * P-256 with the installation's key, HKDF-SHA-256, AES-256-GCM. The counter and the mark of the last chunk are the nonce
 * and the associated data, so a cut or reordered file does not open. Inside: 4 bytes length, a JSON manifest, the files.
 */
import { toBase64 } from './base64';
import type { SyncContext } from './context';
import { Problem } from '../domain/problems';
import { isUnsent, listFiles, readBytes } from '../store/file-shelf';
import { getMeta } from '../store/local-store';
import { readWaiting } from '../store/sending';
import type { FileRow } from '../store/records';

type Bytes = Uint8Array<ArrayBuffer>;

const CHUNK_BYTES = 1024 * 1024;
const INFO = 'onevisit-rescue/1';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** The file's bytes. Changes nothing in the outbox and counts as no acknowledgement. */
export async function writeRescue(sync: SyncContext, randomBytes: (n: number) => Bytes): Promise<Bytes> {
  const unsent = await sync.store.read(async (tx) => {
    const files: { file: FileRow; bytes: ArrayBuffer }[] = [];
    for (const file of await listFiles(tx)) {
      const bytes = isUnsent(file) ? await readBytes(tx, file.visit, file.sha256) : undefined;
      if (bytes !== undefined) files.push({ file, bytes });
    }
    return { device: await getMeta(tx, 'device'), rows: await readWaiting(tx, Number.MAX_SAFE_INTEGER >>> 0), files };
  });
  const { device, rows, files } = unsent;
  if (device === undefined) throw new Problem('not_enrolled');
  const salt = randomBytes(32);
  const { key, publicKey } = await agreeKey(sync.subtle, device.rescue_key as JsonWebKey, salt);
  const header = {
    format: INFO,
    installation: device.installation,
    device: device.device,
    epoch: device.epoch,
    engineer: device.person,
    made: new Date(sync.time.wall()).toISOString(),
    counts: { ops: rows.length, files: files.length },
    key: publicKey,
    salt: toBase64(salt),
    chunk: CHUNK_BYTES,
  };
  const manifest = {
    ops: rows.map((row) => row.op),
    files: files.map(({ file }) => ({ visit: file.visit, sha256: file.sha256, size: file.size, mime: file.mime })),
  };
  const plain = join([...sized(encode(JSON.stringify(manifest))), ...files.map(({ bytes }) => new Uint8Array(bytes))]);
  const sealed = await sealChunks(sync.subtle, key, plain);
  return join([encode(`${JSON.stringify(header)}\n`), ...sealed]);
}

async function agreeKey(subtle: SubtleCrypto, installationKey: JsonWebKey, salt: Bytes) {
  const theirs = await subtle.importKey('jwk', installationKey, CURVE, false, []);
  const ours = await subtle.generateKey(CURVE, false, ['deriveBits']);
  const secret = await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
  const base = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: encode(INFO) };
  const key = await subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', ours.publicKey);
  return { key, publicKey: { kty, crv, x, y } };
}

async function sealChunks(subtle: SubtleCrypto, key: CryptoKey, plain: Bytes): Promise<Bytes[]> {
  const count = Math.max(1, Math.ceil(plain.length / CHUNK_BYTES));
  const parts: Bytes[] = [];
  for (let i = 0; i < count; i += 1) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, i);
    const additionalData = new Uint8Array([i === count - 1 ? 1 : 0]);
    const chunk = plain.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    const cipher = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, chunk);
    parts.push(...sized(new Uint8Array(cipher)));
  }
  return parts;
}

function sized(bytes: Bytes): [Bytes, Bytes] {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return [length, bytes];
}

function encode(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text));
}

function join(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
