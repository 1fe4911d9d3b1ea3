/** Phones for tests: anna and boris on one joint visit, against the server in memory. */
import { Core } from '../src/lib/actions/core';
import type { ChecklistEngine } from '../src/lib/actions/platform';
import type { Assessment } from '../src/lib/checklist';
import type { Json } from '../src/lib/domain/json';
import type { JsonObject } from '../src/lib/sync/contact';
import { FakeServer } from './fake-server';
import { Network } from './network';
import { nodePlatform, PhoneDisk } from './node-platform';

export const VISIT = '01930e02-0000-7000-8000-000000000001';

/** Takes answers as they are: these tests are about keeping and sending, not about judging. */
export const plainChecklist: ChecklistEngine = {
  judge: (_step, raw) => raw,
  assess: () => ALL_DONE,
};

const ALL_DONE: Assessment = {
  visible: ['dnd', 'poe', 'port', 'ring'], required: [], missing: [], blocked: {}, findings: {}, conflicts: [], differences: [], causes: [],
  progress: { done: 0, total: 0, minutes_left: 0 }, next: null, verified: [], follow_ups: [], may_sign_off: true, why_not: [],
};

const both = (text: string): Json => ({ en: text, ru: text });

/** One joint visit: Anna is the lead for the phone, Boris for the port. */
export function visitRecord(): JsonObject {
  return {
    number: 'V-0001',
    state: 'published',
    planned: { start: '2026-11-24T07:00:00Z', end: '2026-11-24T08:00:00Z' },
    why: both('Both trades are needed.'),
    tickets: [
      {
        id: 't-1', number: 'T-0001', symptom: 'phone-does-not-work', symptom_title: both('The phone does not work'),
        text: 'No sound', opened_at: '2026-11-23T07:00:00Z', triage: [],
      },
    ],
    customer: { id: 'c-1', name: 'Romashka' },
    site: {
      id: 's-1', name: 'Office', address: 'Lesnaya 1', lat: 55.7, lon: 37.6, zone: 'Europe/Moscow', hours: null, access: null,
    },
    contact: { name: 'Olga', phone: null, email: null },
    assets: [],
    crew: [
      { person: 'p-anna', name: 'Anna', trades: ['telephony'], lead: true, minutes: 30 },
      { person: 'p-boris', name: 'Boris', trades: ['network'], lead: false, minutes: 30 },
    ],
    kit: [],
    checklist: {
      format: 'onevisit-checklist/1',
      symptom: 'phone-does-not-work',
      given: { symptom: 'phone-does-not-work', answers: {}, checks: {} },
      templates: [{ id: 'telephony.ip-phone', version: 1, trade: 'telephony', title: both('IP phone') }],
      steps: ['dnd', 'poe', 'port', 'ring'].map(step),
      causes: [],
      merged: [],
    },
    hints: [],
    history: [],
    clause: { id: 'clause', version: 1, text: both('Signing on the screen equals signing by hand.') },
    consent: { id: 'consent', version: 1, text: both('I agree.') },
    assigned: true,
  };
}

function step(id: string): Json {
  const options = [
    { id: 'yes', label: both('Yes'), result: 'fail' },
    { id: 'no', label: both('No'), result: 'pass' },
  ];
  return {
    id, fact: id, kind: 'yes_no', trades: ['telephony'], from: ['telephony.ip-phone@1'], title: both(`Step ${id}`), help: null,
    why: null, minutes: 2, level: 1, options, limits: null, after: [], visible: null, required: true, evidence: [],
    verify: false, remedy: null,
  };
}

export function jointServer(): FakeServer {
  const server = new FakeServer();
  server.addPerson('anna', 'Anna');
  server.addPerson('boris', 'Boris');
  server.addVisit(VISIT, visitRecord(), ['p-anna', 'p-boris']);
  return server;
}

let bootCount = 0;

export class TestPhone {
  core: Core;
  network: Network;
  disk = new PhoneDisk();
  clockError = 0;
  /** Bytes the storage says are free. */
  free = 1e9;
  /** Set to move the phone's monotonic clock by hand. */
  mono = 0;

  constructor(
    private readonly server: FakeServer,
    private readonly login: string,
    private readonly seed: number,
  ) {
    ({ core: this.core, network: this.network } = this.boot());
  }

  async signIn(): Promise<void> {
    await this.core.signIn(this.login, 'secret');
    await this.core.syncNow();
  }

  /** The app is killed and opened again: memory is gone, the disk stays, the cookie too. */
  async restart(): Promise<void> {
    this.core.closeStore();
    const { network } = this;
    ({ core: this.core } = this.boot(network));
    await this.core.start();
  }

  async restoreDisk(disk: PhoneDisk): Promise<void> {
    this.disk = await disk.copy();
    await this.restart();
  }

  answer(step: string, k: string): Promise<void> {
    return this.core.setAnswer(VISIT, step, { k });
  }

  async shown(step: string): Promise<string[]> {
    const { fields } = await this.core.openVisit(VISIT);
    return (fields[`step/${step}`]?.values ?? []).map((value) => (value.value as { k: string }).k);
  }

  async unsent(): Promise<number> {
    const status = this.core.status.value;
    return (status?.unsentOps ?? 0) + (status?.unsentFiles ?? 0);
  }

  private boot(network = new Network(this.server.connect())): { core: Core; network: Network } {
    bootCount += 1;
    const platform = nodePlatform({
      seed: this.seed * 1_000_003 + bootCount,
      transport: network,
      disk: this.disk,
      checklist: plainChecklist,
      clockError: this.clockError,
      mono: () => this.mono,
      free: () => this.free,
      onError: (error) => {
        throw error;
      },
    });
    return { core: new Core(platform), network };
  }
}
