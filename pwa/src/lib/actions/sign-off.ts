/** Sign-off on the device: what a statement is made of, keeping it with its op, and freezing what it covers. */
import { save, type Desk } from './desk';
import { dropDraftsAtEnd } from './drafts';
import { findVisitView, type VisitView } from './visit-view';
import type { Json } from '../domain/json';
import type { DeviceTime } from '../domain/op';
import { Problem } from '../domain/problems';
import type { Confidence } from '../domain/time';
import { updateFile } from '../store/file-shelf';
import { getMeta, type WriteTx } from '../store/local-store';
import { STORES, type FrozenRow, type KeyRow } from '../store/records';

const PULL_LIMIT_MS = 5_000;

export interface SignOff {
  readonly act: { readonly act_id: string; readonly [key: string]: unknown };
  readonly statement: {
    readonly covers: {
      readonly fields: Readonly<Record<string, readonly string[]>>;
      readonly files: readonly string[];
    };
    readonly [key: string]: unknown;
  };
}

export interface Refusal {
  readonly how: 'refused' | 'absent';
  readonly reason: string;
  readonly by?: string;
}

/** What screens need to build act and statement; `act_id` is new. */
export interface SignOffParts {
  readonly act_id: string;
  readonly visit: VisitView;
  readonly time: Omit<DeviceTime, 'hlc'> & { readonly confidence: Confidence };
  readonly device: { readonly id: string; readonly public_key: JsonWebKey };
  readonly key: CryptoKey;
  readonly crew: readonly { readonly person: string; readonly name: string; readonly devices: readonly string[] }[];
  readonly app: string;
  readonly chains: Readonly<Record<string, { readonly seq: number; readonly hash: string }>>;
  /** Colleagues whose latest answers may be missing, because the pull before this did not get through. */
  readonly omissions: readonly { readonly person: string; readonly after: string }[];
}

/** Pull if there is network, then freeze the view. Throws when the assessment does not allow a sign-off yet. */
export async function prepareSignOff(desk: Desk, visit: string, kind: 'act' | 'refusal'): Promise<SignOffParts> {
  await pullFirst(desk);
  const parts = await readParts(desk, visit);
  const { assessment } = parts.visit;
  if (kind === 'refusal') return parts;
  if (assessment.conflicts.length > 0) throw new Problem('settle_conflicts_first', { fields: assessment.conflicts });
  if (!assessment.may_sign_off) {
    throw new Problem('sign_off_not_allowed', { why_not: assessment.why_not as unknown as Json });
  }
  return parts;
}

/** Keep a sign-off. When this resolves it is on disk with everything it needs, and what it covers is read-only here. */
export async function captureSignOff(desk: Desk, visit: string, signOff: SignOff): Promise<void> {
  const value = asJson({ act: signOff.act, statement: signOff.statement });
  const field = `sign/${signOff.act.act_id}`;
  await save(desk, [{ type: 'sign.capture', visit, field, value }], (tx) => freeze(tx, visit, signOff));
}

/** Keep a refusal to sign, or that nobody was there. */
export async function refuseSignOff(desk: Desk, visit: string, signOff: SignOff, refusal: Refusal): Promise<void> {
  const value = asJson({ act: signOff.act, statement: signOff.statement, refusal });
  const field = `sign/${signOff.act.act_id}`;
  await save(desk, [{ type: 'sign.refuse', visit, field, value }], (tx) => freeze(tx, visit, signOff));
}

/** A customer is waiting: a slow network gets a few seconds, then the act names what may be missing. */
function pullFirst(desk: Desk): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = desk.platform.timers.after(PULL_LIMIT_MS, resolve);
    desk.engine.run('person').then(resolve, reject).finally(cancel);
  });
}

async function freeze(tx: WriteTx, visit: string, { act, statement }: SignOff): Promise<void> {
  const old = await tx.get<FrozenRow>(STORES.frozen, visit);
  const fields = new Set([...(old?.fields ?? []), ...Object.keys(statement.covers.fields)]);
  const row: FrozenRow = { visit, act_id: act.act_id, fields: [...fields] };
  await tx.put(STORES.frozen, visit, row);
  await dropDraftsAtEnd(tx, visit);
  for (const sha256 of statement.covers.files) await updateFile(tx, visit, sha256, { signed: true });
}

async function readParts(desk: Desk, visit: string): Promise<SignOffParts> {
  const { time } = desk.author;
  const checklist = await desk.platform.checklist();
  return desk.store.read(async (tx) => {
    const view = await findVisitView(tx, visit, checklist, desk.person);
    const device = await getMeta(tx, 'device');
    const head = await getMeta(tx, 'head');
    const keys = await tx.get<KeyRow>(STORES.keys, 'device');
    if (view === undefined) throw new Problem('visit_unknown', { visit });
    if (device === undefined || keys === undefined || head === undefined) throw new Problem('not_enrolled');
    const clock = await getMeta(tx, 'clock');
    const { hlc: _hlc, ...now } = time.stamp(clock, head.hlc);
    return {
      act_id: desk.newId(),
      visit: view,
      time: { ...now, confidence: time.confidence(clock) },
      device: { id: device.device, public_key: keys.public_key },
      key: keys.pair.privateKey,
      crew: crewWithDevices(view, desk.person.id, device.device),
      app: desk.platform.versions.app,
      chains: { [head.device]: { seq: head.seq, hash: head.hash } },
      omissions: omissionsOf(view, desk),
    };
  });
}

function crewWithDevices(view: VisitView, me: string, device: string): SignOffParts['crew'] {
  const devices = new Map<string, Set<string>>([[me, new Set([device])]]);
  for (const shown of Object.values(view.fields).flatMap((field) => field.values)) {
    const known = devices.get(shown.author) ?? new Set();
    devices.set(shown.author, known.add(shown.device));
  }
  const of = (person: string) => [...(devices.get(person) ?? [])].sort();
  return view.record.crew.map(({ person, name }) => ({ person, name, devices: of(person) }));
}

function omissionsOf(view: VisitView, desk: Desk): SignOffParts['omissions'] {
  const status = desk.engine.status.value;
  if (status === null || (status.waitsFor === null && status.phase === 'idle')) return [];
  const lastContact = status.lastContact === null ? '' : new Date(status.lastContact).toISOString();
  const shown = Object.values(view.fields).flatMap((field) => field.values);
  return view.record.crew
    .filter(({ person }) => person !== desk.person.id)
    .map(({ person, name }) => {
      const walls = shown.filter((value) => value.author === person).map((value) => value.at.wall);
      return { person: name, after: lastContact || (walls.sort().at(-1) ?? view.record.planned.start) };
    });
}

function asJson(value: unknown): Json {
  return value as Json;
}
