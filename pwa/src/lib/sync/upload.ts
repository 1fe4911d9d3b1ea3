/** The lane of attachments: its own queue and lock, resumable chunks (tus 1.0 subset), one file after the other. */
import { toBase64 } from './base64';
import type { Verdict } from './contact';
import { AGAIN, DONE, pause, type Step, type SyncContext } from './context';
import { pauseFor, type Failure } from './refusals';
import { isUnsent, listFiles, readChunk, updateFile } from '../store/file-shelf';
import { getMeta } from '../store/local-store';
import { readCache, readLiveFields } from '../store/read-cache';
import type { FileRow } from '../store/records';

const MAX_RESENDS = 8;
const TUS = { 'Tus-Resumable': '1.0.0' };

export class Upload {
  /** Files the server will not take now; they are tried again in a later run, and do not stop the others. */
  private readonly setAside = new Set<string>();
  private readonly damaged = new Map<string, number>();

  constructor(private readonly sync: SyncContext) {}

  startRun(): void {
    this.setAside.clear();
    this.damaged.clear();
  }

  /** One request for the file that is next. `done` when no file is left that can be sent now. */
  async sendNext(): Promise<Step> {
    const file = await this.pickFile();
    if (file === undefined) return this.setAside.size > 0 ? pause('refused') : DONE;
    if (file.location === null) return this.create(file);
    return this.sendChunk(file, file.location);
  }

  private async pickFile(): Promise<FileRow | undefined> {
    const waiting = await this.sync.store.read(async (tx) => {
      const cache = await readCache(tx);
      // After a restore the feed says first which files the server still has.
      if (cache.building !== null || (await getMeta(tx, 'device')) === undefined) return [];
      const files = (await listFiles(tx)).filter((file) => isUnsent(file) && file.has_bytes);
      const finished = new Map<string, boolean>();
      for (const { visit } of files) {
        if (finished.has(visit)) continue;
        const status = (await readLiveFields(tx, visit)).get('status')?.shown ?? [];
        finished.set(visit, status.some((value) => (value.value as { state?: string })?.state === 'work_done'));
      }
      return files.map((file) => ({ file, order: urgency(file, finished.get(file.visit) === true) }));
    });
    const open = waiting.filter(({ file }) => !this.setAside.has(file.sha256 + file.visit));
    return open.sort((a, b) => a.order - b.order || a.file.made - b.file.made)[0]?.file;
  }

  private async create(file: FileRow): Promise<Step> {
    const verdict = await this.sync.contact.ask({
      method: 'POST',
      path: '/sync/files',
      headers: {
        ...TUS,
        'Upload-Length': String(file.size),
        'Upload-Metadata': metadata({ visit: file.visit, sha256: file.sha256, mime: file.mime }),
      },
      expect: 'file',
    });
    if (verdict.kind !== 'ok') return this.answerFailure(verdict, file);
    const location = pathBelowApi(verdict.wire.header('Location'));
    const offset = Number(verdict.wire.header('Upload-Offset') ?? 0);
    if (location === undefined) return pause('server_error');
    return this.note(file, { location, offset });
  }

  private async sendChunk(file: FileRow, location: string): Promise<Step> {
    const chunk = await this.sync.store.read((tx) => readChunk(tx, file.visit, file.sha256, file.offset));
    if (chunk === undefined) return this.askOffset(file, location);
    const digest = await this.sync.subtle.digest('SHA-256', chunk);
    const verdict = await this.sync.contact.ask({
      method: 'PATCH',
      path: location,
      headers: {
        ...TUS,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(file.offset),
        'Upload-Checksum': `sha256 ${toBase64(new Uint8Array(digest))}`,
      },
      bytes: chunk,
      expect: 'file',
    });
    if (verdict.kind === 'ok') return this.noteOffset(file, verdict);
    if (verdict.kind !== 'refused') return pauseFor(verdict);
    if (verdict.status === 409) return this.askOffset(file, location);
    if (verdict.status === 460) return this.resend(file);
    if (verdict.status === 404 || verdict.status === 410) return this.note(file, { location: null, offset: 0 });
    return this.answerFailure(verdict, file);
  }

  /** The chunk was damaged on the way: once more, but not for ever, since the copy here may be the damaged one. */
  private resend(file: FileRow): Step {
    const key = file.sha256 + file.visit;
    const count = (this.damaged.get(key) ?? 0) + 1;
    this.damaged.set(key, count);
    if (count > MAX_RESENDS) this.setAside.add(key);
    return AGAIN;
  }

  private async askOffset(file: FileRow, location: string): Promise<Step> {
    const verdict = await this.sync.contact.ask({ method: 'HEAD', path: location, headers: TUS, expect: 'file' });
    if (verdict.kind === 'ok') return this.noteOffset(file, verdict);
    const isGone = verdict.kind === 'refused' && (verdict.status === 404 || verdict.status === 410);
    return isGone ? this.note(file, { location: null, offset: 0 }) : this.answerFailure(verdict, file);
  }

  private noteOffset(file: FileRow, verdict: Verdict & { kind: 'ok' }): Promise<Step> {
    const offset = Number(verdict.wire.header('Upload-Offset'));
    if (!Number.isInteger(offset) || offset < 0 || offset > file.size) return Promise.resolve(pause('server_error'));
    return this.note(file, { offset });
  }

  private async note(file: FileRow, change: { location?: string | null; offset: number }): Promise<Step> {
    const state = change.offset === file.size ? 'received' : 'uploading';
    await this.sync.store.write((tx) => updateFile(tx, file.visit, file.sha256, { ...change, state }));
    return AGAIN;
  }

  private answerFailure(verdict: Failure, file: FileRow): Step {
    const isAboutFile = verdict.kind === 'refused' && [400, 403, 404, 409, 413, 415, 422].includes(verdict.status);
    if (!isAboutFile || verdict.code === 'device_revoked') return pauseFor(verdict);
    this.setAside.add(file.sha256 + file.visit);
    return AGAIN;
  }
}

/** What a sign-off covers first, then finished visits, then the rest; thumbnails before originals. */
function urgency(file: FileRow, isFinished: boolean): number {
  return (file.signed ? 0 : isFinished ? 2 : 4) + (file.thumbnail ? 0 : 1);
}

function metadata(pairs: { readonly [key: string]: string }): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key} ${toBase64(new TextEncoder().encode(value))}`)
    .join(',');
}

function pathBelowApi(location: string | null): string | undefined {
  return location?.match(/\/sync\/files\/[^/?#]+/)?.[0];
}
