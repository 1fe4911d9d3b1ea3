/** Photos: bytes and the op that names them in one transaction, read back before the tick is shown. */
import { save, type Desk } from './desk';
import { Problem } from '../domain/problems';
import { findFile, putFile, readBytes } from '../store/file-shelf';
import { NoRoom } from '../store/local-store';
import type { FileRow } from '../store/records';
import { toHex } from '../sync/base64';

/** Kept free for text, so that a full phone still takes answers. */
const TEXT_RESERVE_BYTES = 5 * 1024 * 1024;

export interface PhotoDraft {
  /** The final bytes: re-encoded, upright, at most 2048 px. */
  readonly bytes: ArrayBuffer;
  readonly mime: string;
  readonly step: string | null;
  readonly caption?: string;
}

/** Returns the photo's id. Throws `no_room` before anything is written. */
export async function addPhoto(desk: Desk, visit: string, photo: PhotoDraft): Promise<string> {
  await refuseWithoutRoom(desk, photo.bytes.byteLength);
  const sha256 = await hashBytes(desk, photo.bytes);
  const id = desk.newId();
  const { mime, step, caption } = photo;
  const size = photo.bytes.byteLength;
  const value = { sha256, size, mime, step, ...(caption === undefined ? {} : { caption }) };
  const file: FileRow = {
    enc: 0, visit, sha256, size, mime, made: desk.author.time.wall(), state: 'waiting', location: null, offset: 0,
    stored: null, signed: false, thumbnail: false, has_bytes: true,
  };
  try {
    await save(desk, [{ type: 'photo.add', visit, field: `photo/${id}`, value }], async (tx) => {
      // The same picture taken up twice is one file, which may be on its way already.
      const known = await findFile(tx, visit, sha256);
      if (known?.has_bytes !== true) await putFile(tx, file, photo.bytes);
    });
  } catch (error) {
    throw error instanceof NoRoom ? new Problem('no_room', { size }) : error;
  }
  const kept = await desk.store.read((tx) => readBytes(tx, visit, sha256));
  if (kept === undefined || (await hashBytes(desk, kept)) !== sha256) throw new Problem('bytes_not_kept', { sha256 });
  return id;
}

/** The bytes of a photo made on this phone, while they are kept. */
export function readPhoto(desk: Desk, visit: string, sha256: string): Promise<ArrayBuffer | undefined> {
  return desk.store.read((tx) => readBytes(tx, visit, sha256));
}

async function refuseWithoutRoom(desk: Desk, size: number): Promise<void> {
  const estimate = await desk.platform.storage.estimate();
  if (estimate !== undefined && estimate.free - size < TEXT_RESERVE_BYTES) throw new Problem('no_room', { size });
}

async function hashBytes(desk: Desk, bytes: ArrayBuffer): Promise<string> {
  return toHex(await desk.platform.crypto.subtle.digest('SHA-256', bytes));
}
