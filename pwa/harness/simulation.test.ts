/** Seeded runs of two phones through losses, kills, roll-backs and restores; a failing seed names itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STORES, type OutboxRow } from '../src/lib/store/records';
import type { FakeServer } from './fake-server';
import type { NetworkMode } from './network';
import type { PhoneDisk } from './node-platform';
import { SeededRandom } from './random';
import { jointServer, TestPhone, VISIT } from './test-phone';

const RUNS = Number(process.env['ONEVISIT_SIM_RUNS'] ?? 120);
const STEPS = 40;
const MODES: readonly NetworkMode[] = ['on', 'on', 'off', 'lose_answer', 'double'];

interface Written {
  readonly op_id: string;
  readonly field: string;
  readonly over: readonly string[];
}

class Run {
  readonly server: FakeServer = jointServer();
  readonly phones = [new TestPhone(this.server, 'anna', 1), new TestPhone(this.server, 'boris', 2)];
  /** Every op that was ever saved on a phone and not taken away by a roll-back of that phone. */
  private readonly written = new Map<string, Written>();
  private readonly copies = new Map<TestPhone, { disk: PhoneDisk; known: Set<string> }>();
  private backup: ReturnType<FakeServer['backUp']> | undefined;
  hasRestored = false;

  constructor(
    private readonly random: SeededRandom,
    private readonly faults: { readonly rollBack: boolean; readonly restore: boolean },
  ) {}

  async play(): Promise<void> {
    for (const phone of this.phones) await phone.signIn();
    for (let step = 0; step < STEPS; step += 1) {
      await this.act(this.random.pick(this.phones));
      for (const phone of this.phones) await assertCounterEqualsRows(phone);
    }
    await this.becomeQuiet();
  }

  async assertWhole(): Promise<void> {
    for (const phone of this.phones) assert.equal(await phone.unsent(), 0, 'the queue is empty after quiet');
    const stored = new Set(this.server.db.byOpId.keys());
    for (const op of this.written.values()) assert.ok(stored.has(op.op_id), `op ${op.op_id} is stored`);
    const [first, second] = await Promise.all(this.phones.map(viewOf));
    assert.deepEqual(first, second, 'all views are equal after quiet');
    this.assertNothingReplacedUnseen();
  }

  private assertNothingReplacedUnseen(): void {
    const ops = [...this.server.db.byOpId.values()].map(({ op }) => op);
    for (const op of ops.filter(({ field }) => field.startsWith('step/'))) {
      const isShown = this.server.shown(VISIT, op.field).some((value) => value.op_id === op.op_id);
      const wasSeen = ops.some((other) => other.field === op.field && other.over.includes(op.op_id));
      assert.ok(isShown || wasSeen, `answer ${op.op_id} went although nobody had seen it`);
    }
  }

  private async act(phone: TestPhone): Promise<void> {
    const roll = this.random.below(100);
    if (roll < 40) await this.answer(phone);
    else if (roll < 72) await phone.core.syncNow();
    else if (roll < 84) phone.network.mode = this.random.pick(MODES);
    else if (roll < 89) await phone.restart();
    else if (roll < 92) await this.copyDisk(phone);
    else if (roll < 94) await this.rollBack(phone);
    else if (roll < 97) this.backup = this.server.backUp();
    else this.restore();
  }

  private async answer(phone: TestPhone): Promise<void> {
    await phone.answer(this.random.pick(['dnd', 'poe', 'port', 'ring']), this.random.pick(['pass', 'fail', 'na']));
    for (const { op } of await rowsOf(phone)) this.written.set(op.op_id, op);
  }

  private async copyDisk(phone: TestPhone): Promise<void> {
    this.copies.set(phone, { disk: await phone.disk.copy(), known: new Set(this.written.keys()) });
  }

  /** What was only on the phone since the copy is gone with its storage; that is no fault of the sync. */
  private async rollBack(phone: TestPhone): Promise<void> {
    const copy = this.copies.get(phone);
    if (copy === undefined || !this.faults.rollBack) return;
    for (const { op } of await rowsOf(phone)) if (!copy.known.has(op.op_id)) this.written.delete(op.op_id);
    await phone.restoreDisk(copy.disk);
    // What the server alone had may also go, if it is restored to an earlier time before this phone pulled it.
    this.forgetWhatNoPhoneKeeps();
  }

  private restore(): void {
    if (this.backup === undefined || !this.faults.restore) return;
    this.server.restore(this.backup);
    this.hasRestored = true;
    this.forgetWhatNoPhoneKeeps();
  }

  /** With roll-back and restore in one run an acked op may exist nowhere any more. */
  private forgetWhatNoPhoneKeeps(): void {
    if (this.faults.rollBack && this.faults.restore) this.written.clear();
  }

  private async becomeQuiet(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      for (const phone of this.phones) {
        phone.network.mode = 'on';
        phone.mono += 400_000;
        await phone.core.syncNow();
      }
    }
  }
}

async function rowsOf(phone: TestPhone): Promise<OutboxRow[]> {
  const store = phone.disk.store(phone.core.person.value?.id ?? '').open();
  return (await store.read((tx) => tx.range<OutboxRow>(STORES.outbox))).map((entry) => entry.value);
}

async function assertCounterEqualsRows(phone: TestPhone): Promise<void> {
  assert.equal(await phone.unsent(), (await rowsOf(phone)).length, 'the unsent count equals the rows');
}

async function viewOf(phone: TestPhone): Promise<Record<string, string[]>> {
  const { fields } = await phone.core.openVisit(VISIT);
  return Object.fromEntries(
    Object.values(fields).map(({ field, values }) => [field, values.map((value) => value.op_id).sort()]).sort(),
  ) as Record<string, string[]>;
}

for (const faults of [
  { rollBack: false, restore: false },
  { rollBack: true, restore: false },
  { rollBack: false, restore: true },
  { rollBack: true, restore: true },
]) {
  const name = Object.entries(faults).filter(([, is]) => is).map(([fault]) => fault).join(' and ') || 'lost and doubled answers';
  test(`${RUNS} runs with ${name} end whole`, async () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const run = new Run(new SeededRandom(seed), faults);
      try {
        await run.play();
        await run.assertWhole();
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
  });
}
