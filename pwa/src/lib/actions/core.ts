/** The phone below its screens, built in one place. Screens hold a `Core` and call nothing else. */
import { openDesk, type Desk } from './desk';
import * as drafts from './drafts';
import * as entries from './entries';
import { addPhoto, readPhoto, type PhotoDraft } from './photos';
import type { Platform } from './platform';
import type { Refusal, SignOff, SignOffParts } from './sign-off';
import { listVisitSummaries, type VisitSummary } from './visit-summary';
import type { VisitView } from './visit-view';
import type { JsonObject } from '../checklist';
import type { Json } from '../domain/json';
import { makeIds, type NewId } from '../domain/ids';
import { Observable, type Readable } from '../domain/observable';
import { loadLate } from '../domain/late';
import type { LiveQuestion } from '../domain/live-check';
import { Problem } from '../domain/problems';
import { SessionTime } from '../domain/time';
import { getMeta } from '../store/local-store';
import { STORES } from '../store/records';
import type { ShellPerson, ShellStore } from '../store/shell-store';
import { toHex } from '../sync/base64';
import { Contact } from '../sync/contact';
import type { SyncContext } from '../sync/context';
import { loadExchange, type Bell } from '../sync/engine';
import { readUnsent } from '../sync/heartbeat';
import type { LiveAsked } from '../sync/live-check';
import type { Session } from '../sync/session';
import type { SyncStatus } from '../sync/status';

export class Core {
  /** The engineer whose store is open; null before the first sign-in and after a log-out. */
  readonly person: Observable<ShellPerson | null> = new Observable<ShellPerson | null>(null);
  /** Counts up with every change of what is shown. */
  readonly changes: Observable<number> = new Observable(0);
  /** Counts up with the changes made in this tab, for telling the other tabs. */
  readonly ownChanges: Observable<number> = new Observable(0);
  readonly status: Observable<SyncStatus | null> = new Observable<SyncStatus | null>(null);
  readonly newId: NewId;
  private readonly time: SessionTime;
  private readonly contact: Contact;
  private open: Desk | null = null;

  constructor(private readonly platform: Platform) {
    this.time = new SessionTime(platform.clock);
    this.newId = makeIds(platform.random, () => this.time.wall());
    this.contact = new Contact(platform.transport, this.newId, platform.versions);
  }

  /** What the phone remembers outside any engineer's store: language, theme, settings. */
  get shell(): ShellStore {
    return this.platform.shell;
  }

  /** Open the store of the engineer who signed in last, with or without network. Returns who that is. */
  async start(): Promise<ShellPerson | null> {
    const last = (await this.platform.shell.get('last')) ?? null;
    if (last !== null) await this.openStore(last);
    return last;
  }

  /** Sign in over the network. The first time on this phone makes it a device of this engineer. */
  async signIn(login: string, password: string): Promise<ShellPerson> {
    const session = await this.openSession(login, password);
    const person: ShellPerson = { ...session.person, zone: session.zone };
    await this.rememberPerson(person);
    const desk = await this.openStore(person);
    if ((await this.deviceOf(desk)) === undefined) {
      const { enrol, signInProblem } = await loadExchange();
      const verdict = await enrol(desk.sync, person.id, this.platform.deviceName);
      if (verdict.kind !== 'ok') throw signInProblem(verdict);
      await this.platform.storage.persist();
    }
    desk.engine.signedIn();
    await desk.engine.refresh();
    desk.engine.ring('start');
    return person;
  }

  /** Log out. The outbox stays in all cases; ask twice before calling this with unsent work. */
  async signOut(): Promise<void> {
    const { closeSession } = await loadExchange();
    await closeSession(this.contact);
    await this.platform.shell.put('last', null);
    this.closeStore();
  }

  /** Unsent work of other engineers on this phone. It is never sent in somebody else's name. */
  async listUnsentOfOthers(): Promise<readonly { person: ShellPerson; ops: number; files: number }[]> {
    const found = [];
    for (const person of await this.listPeople()) {
      if (person.id === this.person.value?.id) continue;
      const store = await this.platform.openStore(person.id);
      const { ops, files } = await store.read(readUnsent);
      store.close();
      if (ops + files > 0) found.push({ person, ops, files });
    }
    return found;
  }

  /** Visits of this engineer, the earliest first. Those taken away are left out unless asked for. */
  async listVisits({ withRevoked = false } = {}): Promise<VisitSummary[]> {
    const visits = await this.desk.store.read(listVisitSummaries);
    return withRevoked ? visits : visits.filter((visit) => !visit.isRevoked);
  }

  async openVisit(visit: string): Promise<VisitView> {
    const view = await this.findVisit(visit);
    if (view === undefined) throw new Problem('visit_unknown', { visit });
    return view;
  }

  /** A visit that is read again whenever something changed; undefined until the first reading and when it is unknown. */
  watchVisit(visit: string): Readable<VisitView | undefined> {
    return this.watch(() => this.findVisit(visit));
  }

  /** Have at hand what opening a visit needs. Throws `app_incomplete`. */
  async prepareVisits(): Promise<void> {
    await Promise.all([this.platform.checklist(), loadVisitView()]);
  }

  watchVisits(): Readable<VisitSummary[] | undefined> {
    return this.watch(() => this.listVisits());
  }

  setAnswer(visit: string, step: string, raw: JsonObject): Promise<void> {
    return entries.setAnswer(this.desk, visit, step, raw);
  }

  setOutcome(visit: string, outcome: entries.Outcome): Promise<void> {
    return entries.setOutcome(this.desk, visit, outcome);
  }

  packKit(visit: string, item: string): Promise<void> {
    return entries.packKit(this.desk, visit, item);
  }

  settleConflict(visit: string, field: string, opId: string): Promise<void> {
    return entries.settleConflict(this.desk, visit, field, opId);
  }

  setStatus(visit: string, state: entries.OwnState, reason?: entries.AbortReason): Promise<void> {
    return entries.setStatus(this.desk, visit, state, reason);
  }

  addNote(visit: string, text: string, step?: string): Promise<string> {
    return entries.addNote(this.desk, visit, text, step);
  }

  addPart(visit: string, part: Parameters<typeof entries.addPart>[2]): Promise<string> {
    return entries.addPart(this.desk, visit, part);
  }

  addTime(visit: string, time: Parameters<typeof entries.addTime>[2]): Promise<string> {
    return entries.addTime(this.desk, visit, time);
  }

  removeItem(visit: string, field: string): Promise<void> {
    return entries.removeItem(this.desk, visit, field);
  }

  setCaption(visit: string, photo: string, text: string): Promise<void> {
    return entries.setCaption(this.desk, visit, photo, text);
  }

  draftArticle(visit: string, article: Parameters<typeof entries.draftArticle>[2]): Promise<string> {
    return entries.draftArticle(this.desk, visit, article);
  }

  linkArticle(visit: string, article: string): Promise<string> {
    return entries.linkArticle(this.desk, visit, article);
  }

  giveRating(visit: string, given: Parameters<typeof entries.giveRating>[2]): Promise<void> {
    return entries.giveRating(this.desk, visit, given);
  }

  async readDraft(visit: string, form: drafts.DraftForm): Promise<Json | undefined> {
    return drafts.readDraft(this.desk, visit, form);
  }

  async keepDraft(visit: string, form: drafts.DraftForm, value: Json | undefined): Promise<void> {
    return drafts.keepDraft(this.desk, visit, form, value);
  }

  addPhoto(visit: string, photo: PhotoDraft): Promise<string> {
    return addPhoto(this.desk, visit, photo);
  }

  readPhoto(visit: string, sha256: string): Promise<ArrayBuffer | undefined> {
    return readPhoto(this.desk, visit, sha256);
  }

  async prepareSignOff(visit: string, kind: 'act' | 'refusal' = 'act'): Promise<SignOffParts> {
    const signing = await loadSigning();
    return signing.prepareSignOff(this.desk, visit, kind);
  }

  async captureSignOff(visit: string, signOff: SignOff): Promise<void> {
    const signing = await loadSigning();
    return signing.captureSignOff(this.desk, visit, signOff);
  }

  async refuseSignOff(visit: string, signOff: SignOff, refusal: Refusal): Promise<void> {
    const signing = await loadSigning();
    return signing.refuseSignOff(this.desk, visit, signOff, refusal);
  }

  /** Let the server ask a device at the site of a visit; only with network, since nothing of it is kept for later. */
  async askLiveCheck(visit: string, question: LiveQuestion): Promise<LiveAsked> {
    const { askLiveCheck } = await loadLate(() => import('../sync/live-check'));
    const asked = await askLiveCheck(this.contact, visit, question);
    if (asked.kind === 'asked') this.ring('person');
    return asked;
  }

  /** Sync now and wait until ops, feed and files have come to rest. */
  syncNow(): Promise<void> {
    return this.desk.engine.run('person');
  }

  /** Another tab changed the store: read figures and views anew. */
  async refresh(): Promise<void> {
    await this.open?.engine.refresh();
    this.changes.set(this.changes.value + 1);
  }

  /** Something happened that makes a sync worth trying: the network is back, the app is visible again. */
  ring(bell: Bell): void {
    this.open?.engine.ring(bell);
  }

  /** Take a notice off the list of what needs attention, once a person has read it. Ops and their history stay. */
  async dismissNotice(id: string): Promise<void> {
    const { store, engine } = this.desk;
    await store.write((tx) => tx.delete(STORES.attention, id));
    await engine.refresh();
  }

  async exportRescue(): Promise<Uint8Array<ArrayBuffer>> {
    const { crypto } = this.platform;
    const { writeRescue } = await loadLate(() => import('../sync/rescue'));
    return writeRescue(this.desk.sync, (n) => crypto.getRandomValues(new Uint8Array(n)));
  }

  /** Stop timers and let go of the store. */
  closeStore(): void {
    this.open?.engine.stop();
    this.open?.store.close();
    this.open = null;
    this.person.set(null);
    this.status.set(null);
  }

  private async findVisit(visit: string): Promise<VisitView | undefined> {
    const { store, platform, person } = this.desk;
    const [checklist, { findVisitView }] = await Promise.all([platform.checklist(), loadVisitView()]);
    return store.read((tx) => findVisitView(tx, visit, checklist, person));
  }

  private get desk(): Desk {
    if (this.open === null) throw new Problem('not_signed_in');
    return this.open;
  }

  private async openStore(person: ShellPerson): Promise<Desk> {
    if (this.open?.person.id === person.id) return this.open;
    this.closeStore();
    const store = await this.platform.openStore(person.id);
    const desk = openDesk(this.platform, person, this.syncContext(store));
    this.open = desk;
    desk.changes.subscribe(() => {
      this.ownChanges.set(this.ownChanges.value + 1);
      this.changes.set(this.changes.value + 1);
    });
    desk.engine.status.subscribe((status) => this.status.set(status));
    this.person.set(person);
    await desk.engine.refresh();
    desk.engine.start();
    return desk;
  }

  private syncContext(store: Desk['store']): SyncContext {
    const { subtle } = this.platform.crypto;
    return {
      store,
      contact: this.contact,
      hash: async (text) => toHex(await subtle.digest('SHA-256', new TextEncoder().encode(text))),
      subtle,
      newId: this.newId,
      random: this.platform.random,
      time: this.time,
      storage: this.platform.storage,
    };
  }

  /** The same engineer on the same phone goes on as the same device, unless the server does not know it any more. */
  private async openSession(login: string, password: string): Promise<Session> {
    const { openSession } = await loadExchange();
    const known = (await this.listPeople()).find((person) => person.login === login);
    const device = known === undefined ? undefined : await this.findDevice(known.id);
    if (device === undefined) return openSession(this.contact, login, password);
    return openSession(this.contact, login, password, device).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'device_unknown') throw error;
      // After a restore the server may not know the device; the first push will tell so and enrol anew.
      return openSession(this.contact, login, password);
    });
  }

  /** The device that an engineer's store on this phone belongs to. */
  private async findDevice(person: string): Promise<string | undefined> {
    if (this.open?.person.id === person) return this.deviceOf(this.open);
    const store = await this.platform.openStore(person);
    const device = await store.read((tx) => getMeta(tx, 'device'));
    store.close();
    return device?.device;
  }

  private async deviceOf(desk: Desk): Promise<string | undefined> {
    return (await desk.store.read((tx) => getMeta(tx, 'device')))?.device;
  }

  private async listPeople(): Promise<readonly ShellPerson[]> {
    return (await this.platform.shell.get('people')) ?? [];
  }

  private async rememberPerson(person: ShellPerson): Promise<void> {
    const others = (await this.listPeople()).filter((known) => known.id !== person.id);
    await this.platform.shell.put('people', [...others, person]);
    await this.platform.shell.put('last', person);
  }

  private watch<T>(read: () => Promise<T>): Readable<T | undefined> {
    return {
      subscribe: (watcher) => {
        let latest = 0;
        let lastText: string | undefined;
        watcher(undefined);
        const stop = this.changes.subscribe(() => {
          if (this.open === null) return;
          latest += 1;
          const mine = latest;
          read().then((value) => {
            const text = JSON.stringify(value);
            // A reading that was overtaken, or says what is shown already, is not passed on.
            if (mine !== latest || text === lastText) return;
            lastText = text;
            watcher(value);
          }, this.platform.onError);
        });
        return () => {
          latest = Number.POSITIVE_INFINITY;
          stop();
        };
      },
    };
  }
}

const loadVisitView = () => loadLate(() => import('./visit-view'));
const loadSigning = () => loadLate(() => import('./sign-off'));
