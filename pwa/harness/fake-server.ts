/** A server in memory that follows the sync protocol, to prove the core before and beside the real one. */
import { createHash, webcrypto } from 'node:crypto';
import { canonicalText, type Json } from '../src/lib/domain/json';
import { EMPTY_FIELD, mergeOps, type FieldOp, type FieldState } from '../src/lib/domain/merge';
import type { Op } from '../src/lib/domain/op';
import type { CachedValue } from '../src/lib/store/records';
import { SYNC_MEDIA_TYPE, type JsonObject } from '../src/lib/sync/contact';
import type { WireAnswer, WireRequest } from '../src/lib/sync/transport';
import { answer, problem } from './wire';

interface StoredOp {
  readonly device: string;
  readonly op: Op;
  readonly rev: number;
  readonly status: 'applied' | 'quarantined' | 'deferred';
  readonly reason?: string;
}

interface DeviceState {
  readonly person: string;
  lastSeq: number;
  isRevoked: boolean;
}

interface FieldCell {
  readonly visit: string;
  readonly field: string;
  rev: number;
  state: FieldState<CachedValue>;
}

interface StoredFile {
  readonly visit: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly rev: number;
}

interface UploadState {
  readonly id: string;
  readonly visit: string;
  readonly sha256: string;
  readonly length: number;
  bytes: Uint8Array;
}

/** Everything a backup would hold. */
interface Database {
  epoch: string;
  rev: number;
  devices: Map<string, DeviceState>;
  byDeviceSeq: Map<string, StoredOp>;
  byOpId: Map<string, StoredOp>;
  fields: Map<string, FieldCell>;
  files: Map<string, StoredFile>;
  uploads: Map<string, UploadState>;
  visits: Map<string, { record: JsonObject; crew: string[]; rev: number }>;
}

const KNOWN_TYPES = new Set([
  'answer.set', 'note.add', 'photo.add', 'part.add', 'time.add', 'item.remove', 'caption.set', 'visit.status',
  'sign.capture', 'sign.refuse', 'csat.set', 'article.draft', 'article.link',
]);

export class FakeServer {
  db: Database = emptyDatabase('epoch-1');
  /** Highest rev that cannot be lost; a backup moves it. */
  durable = 0;
  readonly people = new Map<string, { id: string; name: string; password: string }>();
  readonly quarantine: JsonObject[] = [];
  readonly alarms: string[] = [];
  /** Answers instead of the server, for one request; undefined lets it through. */
  disturb: (request: WireRequest) => WireAnswer | undefined = () => undefined;
  private issued = 0;

  addPerson(login: string, name: string): void {
    this.people.set(login, { id: `p-${login}`, name, password: 'secret' });
  }

  addVisit(id: string, record: JsonObject, crew: readonly string[]): void {
    this.db.visits.set(id, { record: { ...record, id }, crew: [...crew], rev: this.nextRev() });
  }

  reassign(id: string, crew: readonly string[]): void {
    const visit = this.db.visits.get(id);
    if (visit !== undefined) this.db.visits.set(id, { ...visit, crew: [...crew], rev: this.nextRev() });
  }

  backUp(): Database {
    this.durable = this.db.rev;
    return structuredClone(this.db);
  }

  /** Put a backup in place of the database, as a new line. */
  restore(backup: Database): void {
    this.issued += 1;
    this.db = { ...structuredClone(backup), epoch: `epoch-restored-${this.issued}` };
    this.durable = 0;
  }

  shown(visit: string, field: string): readonly CachedValue[] {
    return this.db.fields.get(`${visit}|${field}`)?.state.shown ?? [];
  }

  /** One connection: its cookie is a person and a device. */
  connect(): (request: WireRequest) => Promise<WireAnswer> {
    const session: Session = { person: null, device: null };
    return async (request) => this.disturb(request) ?? (await this.answer(request, session));
  }

  private async answer(request: WireRequest, session: Session): Promise<WireAnswer> {
    const [path = '', query = ''] = request.path.split('?');
    const nonce = request.headers['Sync-Nonce'] ?? '';
    if (path === '/session') return this.handleSession(request, session);
    if (path === '/sync/quarantine') return this.takeQuarantine(request);
    if (session.person === null) return problem(401, 'not_signed_in');
    if (path === '/devices') return this.handleDevices(session);
    const device = session.device === null ? undefined : this.db.devices.get(session.device);
    if (path === '/sync/push') return this.push(parse(request.body), session.person, nonce);
    if (path === '/sync/feed') return this.feed(new URLSearchParams(query), session, nonce);
    if (device?.isRevoked) return problem(403, 'device_revoked');
    if (path.startsWith('/sync/files')) return this.handleFiles(request, path, nonce);
    return problem(404, 'not_found');
  }

  private handleSession(request: WireRequest, session: Session): WireAnswer {
    if (request.method === 'DELETE') {
      session.person = null;
      session.device = null;
      return answer(204, '');
    }
    const { login, password, device } = parse(request.body);
    const person = this.people.get(String(login));
    if (person === undefined || person.password !== password) return problem(401, 'wrong_credentials');
    session.person = person.id;
    if (typeof device === 'string') session.device = device;
    const { id, name } = person;
    return json(200, { person: { id, name, login: login ?? '', roles: ['engineer'], language: 'en' }, zone: 'Europe/Moscow' });
  }

  private async handleDevices(session: Session): Promise<WireAnswer> {
    this.issued += 1;
    const device = `d-${this.issued}`;
    this.db.devices.set(device, { person: session.person ?? '', lastSeq: 0, isRevoked: false });
    session.device = device;
    const installation = { id: 'i-1', name: 'Test' };
    return json(201, { device, epoch: this.db.epoch, rescue_key: (await rescueKeys).jwk as Json, installation });
  }

  private push(body: JsonObject, person: string, nonce: string): WireAnswer {
    const id = String(body['device']);
    const device = this.db.devices.get(id);
    if (device === undefined) return problem(403, 'device_unknown', { epoch: this.db.epoch, last_seq: 0 });
    if (device.isRevoked) return problem(403, 'device_revoked');
    if (body['epoch'] !== this.db.epoch) return problem(409, 'epoch', { epoch: this.db.epoch, last_seq: device.lastSeq });
    const results: JsonObject[] = [];
    for (const op of body['ops'] as unknown as Op[]) {
      const result = this.take(id, device, person, op);
      results.push(result);
      if (result['status'] === 'gap' || result['status'] === 'key_reuse') break;
    }
    return sync(nonce, { ...this.envelope(), results, last_seq: device.lastSeq });
  }

  private take(id: string, device: DeviceState, person: string, op: Op): JsonObject {
    const { op_id, seq } = op;
    const result = (rest: JsonObject): JsonObject => ({ op_id, seq, ...rest });
    const before = this.db.byOpId.get(op_id);
    if (seq <= device.lastSeq) {
      const taken = this.db.byDeviceSeq.get(`${id}|${seq}`);
      if (taken?.op.op_id !== op_id) {
        this.alarms.push('key_reuse');
        return result({ status: 'key_reuse' });
      }
      return result({ status: 'duplicate', rev: taken.rev, first_status: taken.status });
    }
    if (seq > device.lastSeq + 1) return result({ status: 'gap', expected: device.lastSeq + 1 });
    device.lastSeq = seq;
    if (before !== undefined) {
      this.db.byDeviceSeq.set(`${id}|${seq}`, before);
      return result({ status: 'duplicate', rev: before.rev, first_status: before.status });
    }
    const judged = this.judgeOp(op, person);
    const stored: StoredOp = { device: id, op, rev: this.nextRev(), ...judged };
    this.db.byDeviceSeq.set(`${id}|${seq}`, stored);
    this.db.byOpId.set(op_id, stored);
    if (stored.status === 'applied' && op.type !== 'csat.set') this.merge(stored);
    return result({ status: stored.status, rev: stored.rev, ...(judged.reason === undefined ? {} : { reason: judged.reason }) });
  }

  private judgeOp(op: Op, person: string): Pick<StoredOp, 'status' | 'reason'> {
    if ((op.type as string) === 'raw') return { status: 'quarantined', reason: 'unreadable' };
    if (!KNOWN_TYPES.has(op.type)) return { status: 'deferred' };
    if (op.author !== person) return { status: 'quarantined', reason: 'author' };
    if (!this.db.visits.has(op.visit)) return { status: 'quarantined', reason: 'visit_unknown' };
    return { status: 'applied' };
  }

  private merge({ device, op, rev }: StoredOp): void {
    const key = `${op.visit}|${op.field}`;
    const cell = this.db.fields.get(key) ?? { visit: op.visit, field: op.field, rev: 0, state: EMPTY_FIELD };
    const { op_id, seq, value, seen, over, author, at } = op;
    const fieldOp: FieldOp & CachedValue = { op_id, device, seq, value, seen, over, author, at };
    this.db.fields.set(key, { ...cell, rev, state: mergeOps<CachedValue>(cell.state, [fieldOp]) });
  }

  private feed(query: URLSearchParams, session: Session, nonce: string): WireAnswer {
    const device = session.device === null ? undefined : this.db.devices.get(session.device);
    if (device === undefined) return problem(403, 'device_unknown', { epoch: this.db.epoch, last_seq: 0 });
    if (device.isRevoked) return problem(403, 'device_revoked');
    if (query.get('epoch') !== this.db.epoch) return problem(409, 'epoch', { epoch: this.db.epoch, last_seq: device.lastSeq });
    const from = Number(query.get('rev'));
    const limit = Number(query.get('limit') ?? 500);
    const own = [...this.db.visits].filter(([, visit]) => visit.crew.includes(session.person ?? ''));
    const whole = new Set(own.filter(([, visit]) => visit.rev > from).map(([id]) => id));
    const ids = new Set(own.map(([id]) => id));
    const wanted = (visit: string, rev: number) => ids.has(visit) && (rev > from || whole.has(visit));
    const changes: (JsonObject & { rev: number })[] = [
      ...own.filter(([id]) => whole.has(id)).map(([id, visit]) => ({ kind: 'visit', ...visit.record, id, rev: visit.rev })),
      ...[...this.db.fields.values()]
        .filter((cell) => wanted(cell.visit, cell.rev))
        .map((cell) => ({
          kind: 'field', visit: cell.visit, field: cell.field, rev: cell.rev,
          shown: cell.state.shown as unknown as Json, ctx: cell.state.ctx, over: cell.state.over,
        })),
      ...[...this.db.files.values()]
        .filter((file) => wanted(file.visit, file.rev))
        .map(({ visit, sha256, rev }) => ({ kind: 'file', visit, sha256, rev, state: 'stored' })),
    ];
    // Rows of a newly assigned visit are older than the cursor; they go with the first page, whatever their rev.
    changes.sort((a, b) => a.rev - b.rev);
    const old = changes.filter((change) => change.rev <= from);
    const fresh = changes.filter((change) => change.rev > from);
    const page = [...old, ...fresh.slice(0, limit)];
    const more = fresh.length > limit;
    const next = more ? (page.at(-1)?.rev ?? from) : Math.max(from, this.db.rev);
    const revoked = [...this.db.visits].filter(([id]) => !ids.has(id)).map(([id]) => id);
    return sync(nonce, { ...this.envelope(), from, next, more, changes: page, tombstones: [], revoked, sums: this.sums(ids) });
  }

  private sums(visits: Set<string>): JsonObject {
    const sums: Record<string, JsonObject> = {};
    for (const visit of visits) {
      const cells = [...this.db.fields.values()].filter((cell) => cell.visit === visit);
      const pairs = cells.flatMap((cell) => cell.state.shown.map((value) => [cell.field, value.op_id]));
      const x = pairs.reduce((sum, pair) => sum ^ BigInt(`0x${sha256(canonicalText(pair))}`), 0n);
      sums[visit] = { n: pairs.length, x: x.toString(16).padStart(64, '0') };
    }
    return sums;
  }

  private handleFiles(request: WireRequest, path: string, nonce: string): WireAnswer {
    if (request.method === 'POST') return this.createUpload(request, nonce);
    const upload = this.db.uploads.get(path.split('/').at(-1) ?? '');
    if (upload === undefined) return problem(404, 'not_found');
    const offset = { 'Upload-Offset': String(upload.bytes.length), 'Sync-Nonce': nonce };
    if (request.method === 'HEAD') return answer(200, '', offset);
    if (Number(request.headers['Upload-Offset']) !== upload.bytes.length) return problem(409, 'offset');
    const chunk = new Uint8Array(request.body as ArrayBuffer);
    const digest = createHash('sha256').update(chunk).digest('base64');
    if (request.headers['Upload-Checksum'] !== `sha256 ${digest}`) return problem(460, 'checksum');
    upload.bytes = Uint8Array.from([...upload.bytes, ...chunk]);
    if (upload.bytes.length === upload.length) this.storeFile(upload);
    return answer(204, '', { ...offset, 'Upload-Offset': String(upload.bytes.length) });
  }

  private createUpload(request: WireRequest, nonce: string): WireAnswer {
    const pairs = (request.headers['Upload-Metadata'] ?? '').split(',').map((pair) => pair.split(' '));
    const meta = new Map(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()]));
    const visit = meta.get('visit') ?? '';
    const hash = meta.get('sha256') ?? '';
    const id = sha256(`${visit}|${hash}`).slice(0, 32);
    const fresh = { id, visit, sha256: hash, length: Number(request.headers['Upload-Length']), bytes: new Uint8Array() };
    const upload = this.db.uploads.get(id) ?? fresh;
    this.db.uploads.set(id, upload);
    return answer(201, '', {
      'Sync-Nonce': nonce,
      Location: `/api/sync/files/${id}`,
      'Upload-Offset': String(upload.bytes.length),
    });
  }

  private storeFile(upload: UploadState): void {
    if (createHash('sha256').update(upload.bytes).digest('hex') !== upload.sha256) throw new Error('The file is damaged.');
    const { visit, sha256: hash, bytes } = upload;
    this.db.files.set(`${visit}|${hash}`, { visit, sha256: hash, bytes, rev: this.nextRev() });
  }

  private takeQuarantine(request: WireRequest): WireAnswer {
    this.quarantine.push(parse(request.body));
    return json(200, {});
  }

  private envelope(): JsonObject {
    const server_time = new Date().toISOString();
    return { epoch: this.db.epoch, durable_rev: Math.min(this.durable, this.db.rev), server_time, min_app: '0.1.0' };
  }

  private nextRev(): number {
    this.db.rev += 1;
    return this.db.rev;
  }
}

interface Session {
  person: string | null;
  device: string | null;
}

export const rescueKeys = makeRescueKeys();

async function makeRescueKeys() {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  return { pair, jwk: { kty, crv, x, y } };
}

function emptyDatabase(epoch: string): Database {
  return {
    epoch, rev: 0, devices: new Map(), byDeviceSeq: new Map(), byOpId: new Map(), fields: new Map(), files: new Map(),
    uploads: new Map(), visits: new Map(),
  };
}

function json(status: number, body: JsonObject): WireAnswer {
  return answer(status, JSON.stringify(body), { 'Content-Type': 'application/json' });
}

function sync(nonce: string, body: JsonObject): WireAnswer {
  return answer(200, JSON.stringify(body), { 'Content-Type': SYNC_MEDIA_TYPE, 'Sync-Nonce': nonce });
}

function parse(body: WireRequest['body']): JsonObject {
  return JSON.parse(String(body)) as JsonObject;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
