/** Attachments on the phone: their bytes in numbered ArrayBuffer records, and one row that says how far they are sent. */
import { keyOf, startingWith, type ReadTx, type WriteTx } from './local-store';
import { STORES, type ByteRow, type FileRow } from './records';

export const BYTE_RECORD_SIZE = 256 * 1024;

export function fileKey(visit: string, sha256: string): string {
  return keyOf(visit, sha256);
}

export async function putFile(tx: WriteTx, file: FileRow, bytes: ArrayBuffer): Promise<void> {
  await tx.put(STORES.files, fileKey(file.visit, file.sha256), file);
  for (let i = 0; i * BYTE_RECORD_SIZE < bytes.byteLength; i += 1) {
    const data = bytes.slice(i * BYTE_RECORD_SIZE, (i + 1) * BYTE_RECORD_SIZE);
    await tx.put(STORES.bytes, keyOf(file.visit, file.sha256, i), { enc: 0, data } satisfies ByteRow);
  }
}

export function findFile(tx: ReadTx, visit: string, sha256: string): Promise<FileRow | undefined> {
  return tx.get<FileRow>(STORES.files, fileKey(visit, sha256));
}

export async function updateFile(tx: WriteTx, visit: string, sha256: string, change: Partial<FileRow>): Promise<void> {
  const file = await findFile(tx, visit, sha256);
  if (file !== undefined) await tx.put(STORES.files, fileKey(visit, sha256), { ...file, ...change });
}

export async function listFiles(tx: ReadTx, visit?: string): Promise<FileRow[]> {
  const range = visit === undefined ? undefined : startingWith(visit);
  return (await tx.range<FileRow>(STORES.files, range)).map((entry) => entry.value);
}

export function isUnsent(file: FileRow): boolean {
  return file.state !== 'received' && file.stored === null;
}

/** All bytes of a file, or undefined when they have been freed. */
export async function readBytes(tx: ReadTx, visit: string, sha256: string): Promise<ArrayBuffer | undefined> {
  const records = await tx.range<ByteRow>(STORES.bytes, startingWith(visit, sha256));
  if (records.length === 0) return undefined;
  const whole = new Uint8Array(records.reduce((sum, { value }) => sum + value.data.byteLength, 0));
  let offset = 0;
  for (const { value } of records) {
    whole.set(new Uint8Array(value.data), offset);
    offset += value.data.byteLength;
  }
  return whole.buffer;
}

export async function readChunk(
  tx: ReadTx,
  visit: string,
  sha256: string,
  offset: number,
): Promise<ArrayBuffer | undefined> {
  const record = await tx.get<ByteRow>(STORES.bytes, keyOf(visit, sha256, Math.floor(offset / BYTE_RECORD_SIZE)));
  return record?.data.slice(offset % BYTE_RECORD_SIZE);
}

export async function deleteBytes(tx: WriteTx, visit: string, sha256: string): Promise<void> {
  for (const { key } of await tx.range(STORES.bytes, startingWith(visit, sha256))) await tx.delete(STORES.bytes, key);
  await updateFile(tx, visit, sha256, { has_bytes: false });
}
