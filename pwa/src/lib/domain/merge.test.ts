/** The merge and its table against the vectors that the server runs too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from './json';
import { EMPTY_FIELD, mergeOps, witness, type FieldOp, type FieldState } from './merge';
import { standing, type TimedValue } from './standing';
import { correctedTime } from './time';
import { SeededRandom } from '../../../harness/random';

interface MergeCase {
  readonly name: string;
  readonly ops: readonly (FieldOp & { readonly field: string })[];
  readonly shown: readonly string[];
  readonly ctx: Record<string, number>;
  readonly conflict: boolean;
}

interface StandingCase {
  readonly name: string;
  readonly field: string;
  readonly values: readonly { op_id: string; value: Json; at: { wall: string; off: number; hlc: string } }[];
  readonly order: readonly string[];
  readonly conflict: boolean;
}

const vectors = <T>(path: string) =>
  JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${path}`, import.meta.url), 'utf8')) as T[];

for (const { name, ops, shown, ctx, conflict } of vectors<MergeCase>('merge/fields.json')) {
  test(`merge: ${name}`, () => {
    for (const order of ordersOf(ops)) {
      const state = mergeOps(mergeOps(EMPTY_FIELD, order), order);

      assert.deepEqual(new Set(state.shown.map((value) => value.op_id)), new Set(shown));
      assert.deepEqual(state.ctx, ctx);
      const timed = state.shown.map((value) => ({ ...value, time: 0, hlc: '' }));
      assert.equal(standing(ops[0]?.field ?? '', timed).conflict, conflict);
    }
  });
}

for (const { name, field, values, order, conflict } of vectors<StandingCase>('standing/fields.json')) {
  test(`standing: ${name}`, () => {
    const timed = values.map(
      ({ op_id, value, at }, i): TimedValue => ({ op_id, device: 'A', seq: i, value, time: correctedTime(at), hlc: at.hlc }),
    );
    for (const some of [timed, [...timed].reverse()]) {
      const stands = standing(field, some);

      assert.deepEqual(stands.values.map((value) => value.op_id), order);
      assert.equal(stands.conflict, conflict);
    }
  });
}

test('merge: whatever the order, no value goes that its replacer had not seen', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = new SeededRandom(seed);
    const ops = randomOps(random);
    const inOrder = mergeOps<FieldOp>(EMPTY_FIELD, ops);
    const shuffled = ops.map((op) => ({ op, at: random.nextUint32() })).sort((a, b) => a.at - b.at).map(({ op }) => op);

    assert.deepEqual(ids(mergeOps<FieldOp>(EMPTY_FIELD, shuffled)), ids(inOrder), `seed ${seed}`);
    const replaced = new Set(ops.flatMap((op) => op.over));
    const missing = ops.filter((op) => !ids(inOrder).includes(op.op_id));
    assert.ok(missing.every((op) => replaced.has(op.op_id)), `seed ${seed}`);
  }
});

function randomOps(random: SeededRandom): FieldOp[] {
  const ops: FieldOp[] = [];
  const seqs = new Map([['A', 0], ['B', 0], ['C', 0]]);
  for (let i = 0; i < 8; i += 1) {
    const device = random.pick(['A', 'B', 'C']);
    const known = ops.filter((op) => op.device === device || random.below(2) === 0);
    const seen = mergeOps<FieldOp>(EMPTY_FIELD, known);
    const own = known.filter((op) => op.device === device).slice(-1);
    const seq = (seqs.get(device) ?? 0) + 1;
    seqs.set(device, seq);
    ops.push({ op_id: `${device}${seq}`, device, seq, value: { k: random.pick(['pass', 'fail']) }, ...witness(seen, own, device) });
  }
  return ops;
}

function ids(state: FieldState): string[] {
  return state.shown.map((value) => value.op_id).sort();
}

/** All orders of up to four ops. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => ordersOf(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}
