/** The op: the smallest thing a device sends. Shapes and making; nothing here stores or sends. */
import { canonicalText, type HashText, type Json } from './json';

export const OP_VERSION = 1;
export const MAX_OP_BYTES = 64 * 1024;

export type OpType =
  | 'answer.set'
  | 'note.add'
  | 'photo.add'
  | 'part.add'
  | 'time.add'
  | 'item.remove'
  | 'caption.set'
  | 'visit.status'
  | 'sign.capture'
  | 'sign.refuse'
  | 'csat.set'
  | 'article.draft'
  | 'article.link';

/** Highest seq per device. */
export type Vector = Readonly<Record<string, number>>;

export interface DeviceTime {
  readonly wall: string;
  readonly mono: number;
  readonly boot: string;
  readonly off: number;
  readonly off_age_s: number;
  readonly hlc: string;
}

/** What an author does, before it has a place in the device's chain. */
export interface OpDraft {
  readonly op_id: string;
  readonly type: OpType;
  readonly visit: string;
  readonly field: string;
  readonly value: Json;
  readonly tpl?: string;
}

export interface Op extends OpDraft {
  readonly seq: number;
  readonly v: number;
  readonly seen: Vector;
  readonly over: readonly string[];
  readonly at: DeviceTime;
  readonly author: string;
  readonly prev: string;
}

/** The end of a device's chain: the last seq used and the hash of that op. */
export interface ChainHead {
  readonly device: string;
  readonly seq: number;
  readonly hash: string;
}

export class OpTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`An entry may have ${MAX_OP_BYTES} bytes, this one has ${bytes}.`);
  }
}

export async function startChain(device: string, hash: HashText): Promise<ChainHead> {
  return { device, seq: 0, hash: await hash(device) };
}

/** Put an op at the end of the chain and return it with the new head. Used for new and for re-issued ops. */
export async function chainOp(
  head: ChainHead,
  op: Omit<Op, 'seq' | 'prev'>,
  hash: HashText,
): Promise<{ op: Op; head: ChainHead }> {
  const chained: Op = { ...op, seq: head.seq + 1, prev: head.hash };
  const text = canonicalText(chained);
  const bytes = utf8Length(text);
  if (bytes > MAX_OP_BYTES) throw new OpTooLarge(bytes);
  return { op: chained, head: { device: head.device, seq: chained.seq, hash: await hash(text) } };
}

/** Bytes of a text in UTF-8, counted without an encoder, which the pure build does not have. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
