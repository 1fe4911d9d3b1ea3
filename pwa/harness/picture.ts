/** Pictures that decode: PNG files of noise, about as large as asked for, the same for the same seed. */
import { crc32, deflateSync } from 'node:zlib';
import { SeededRandom } from './random';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS_PER_CHANNEL = 8;
const TRUE_COLOUR = 2;

export function drawPng(bytes: number, seed: number): ArrayBuffer {
  const side = Math.max(4, Math.floor(Math.sqrt(bytes / 3)));
  const random = new SeededRandom(seed);
  const rows = Buffer.alloc(side * (1 + side * 3));
  for (let i = 0; i < rows.length; i += 1) rows[i] = i % (1 + side * 3) === 0 ? 0 : random.nextUint32() & 0xff;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([BITS_PER_CHANNEL, TRUE_COLOUR, 0, 0, 0], 8);
  const file = Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
  return new Uint8Array(file).buffer;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
