/** Ops, ids and times: what a device makes of an entry. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { makeIds } from './ids';
import { canonicalText } from './json';
import { chainOp, MAX_OP_BYTES, OpTooLarge, startChain, utf8Length, type Op } from './op';
import { formatWall, nextHlc, SessionTime, type Clock } from './time';
import { SeededRandom } from '../../../harness/random';

const hash = async (text: string) => createHash('sha256').update(text).digest('hex');

const entry: Omit<Op, 'seq' | 'prev'> = {
  op_id: 'o-1', v: 1, type: 'note.add', visit: 'v', field: 'note/n', value: { text: 'обрыв' }, seen: {}, over: [],
  at: { wall: 'w', mono: 0, boot: 'b', off: 0, off_age_s: 0, hlc: 'h' }, author: 'u',
};

test('the first op names the hash of the device, the second the hash of the first', async () => {
  const start = await startChain('d-1', hash);
  const first = await chainOp(start, entry, hash);
  const second = await chainOp(first.head, { ...entry, op_id: 'o-2' }, hash);

  assert.equal(first.op.prev, await hash('d-1'));
  assert.equal(second.op.prev, await hash(canonicalText(first.op)));
  assert.deepEqual([first.op.seq, second.op.seq], [1, 2]);
});

test('an op above 64 kB is refused when it is made', async () => {
  const large = { ...entry, value: { text: 'x'.repeat(MAX_OP_BYTES) } };

  await assert.rejects(chainOp(await startChain('d-1', hash), large, hash), OpTooLarge);
});

test('bytes are counted as UTF-8', () => {
  const text = 'a ж € 😀';

  assert.equal(utf8Length(text), Buffer.byteLength(text));
});

test('ids are unique and sorted, also with a clock of 1970 and one beyond 48 bits', () => {
  for (const wall of [0, Date.now(), 2 ** 60]) {
    const newId = makeIds(new SeededRandom(1), () => wall);
    const ids = Array.from({ length: 500 }, newId);

    assert.equal(new Set(ids).size, 500);
    assert.deepEqual([...ids].sort(), ids);
  }
});

function clockAt(wall: number): Clock & { now: { wall: number; mono: number } } {
  const now = { wall, mono: 1000 };
  return { now, boot: 'b', wall: () => now.wall, mono: () => now.mono, zoneMinutes: () => 180 };
}

test('a clock moved during the session moves no time: the monotonic clock counts', () => {
  const clock = clockAt(1_000_000);
  const time = new SessionTime(clock);
  clock.now.wall += 7_200_000;
  clock.now.mono += 5000;

  assert.equal(time.wall(), 1_005_000);
});

test('of two contacts the one with the smaller round trip tells the offset', () => {
  const clock = clockAt(1_000_000);
  const time = new SessionTime(clock);
  const quick = time.sample(1_000_500, 900);
  clock.now.mono += 3000;
  const slow = time.sample(1_009_000, 1000);

  assert.equal(quick.off, 550);
  assert.equal(time.better(quick, slow), quick);
});

test('the wall time carries the zone of the phone', () => {
  const wall = Date.UTC(2026, 10, 23, 7, 2, 11, 120);

  assert.equal(formatWall(wall, 180), '2026-11-23T10:02:11.120+03:00');
  assert.equal(formatWall(wall, -210), '2026-11-23T03:32:11.120-03:30');
});

test('the logical clock never steps back, even when the wall clock does', () => {
  const first = nextHlc('', 5000);
  const second = nextHlc(first, 1000);
  const third = nextHlc(second, 6000);

  assert.ok(first < second && second < third);
});
