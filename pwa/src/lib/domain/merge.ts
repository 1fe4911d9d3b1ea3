/**
 * The field merge of the sync protocol, section 10: which values of a field are shown after ops from several devices.
 * Independent of the order in which ops arrive. The server has a twin; both run `tests/vectors/merge/*.json`.
 */
import { isSameValue, type Json } from './json';
import type { Vector } from './op';

/** An op as the merge needs it: placed on a device. */
export interface FieldOp {
  readonly op_id: string;
  readonly device: string;
  readonly seq: number;
  readonly value: Json;
  readonly seen: Vector;
  readonly over: readonly string[];
}

/** A value that stands in a field: what the server sends, and what the local view shows. */
export interface ShownValue {
  readonly op_id: string;
  readonly device: string;
  readonly seq: number;
  readonly value: Json;
}

export interface FieldState<V extends ShownValue = ShownValue> {
  readonly shown: readonly V[];
  readonly ctx: Vector;
  readonly over: readonly string[];
}

export const EMPTY_FIELD: FieldState<never> = { shown: [], ctx: {}, over: [] };

/**
 * Add ops to a field. An op the field has already changes nothing.
 *
 * A hidden op stays hidden, since `ctx` and `over` only grow; so a state needs to carry its shown values alone.
 */
export function mergeOps<V extends ShownValue>(
  state: FieldState<V>,
  ops: readonly (FieldOp & V)[],
): FieldState<V> {
  const ctx: Record<string, number> = { ...state.ctx };
  const over = new Set(state.over);
  const values = new Map<string, V>(state.shown.map((value) => [value.op_id, value]));
  for (const op of ops) {
    for (const [device, seq] of Object.entries(op.seen)) raise(ctx, device, seq);
    raise(ctx, op.device, op.seq - 1);
    for (const id of op.over) over.add(id);
    if (!values.has(op.op_id)) values.set(op.op_id, op);
  }
  const isHidden = (value: V) => value.seq <= (ctx[value.device] ?? 0) && over.has(value.op_id);
  return {
    shown: [...values.values()].filter((value) => !isHidden(value)),
    ctx,
    over: [...over],
  };
}

/**
 * Whether several different values stand side by side. Whether that needs a person is decided in `standing`.
 *
 * A pass that remembers that it was a fail before (`fixed`) says the same as one that does not.
 */
export function hasDifferentValues(shown: readonly ShownValue[]): boolean {
  const [first, ...others] = shown.map((value) => withoutHistory(value.value));
  return first !== undefined && others.some((other) => !isSameValue(first, other));
}

function withoutHistory(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { fixed: _fixed, was: _was, ...rest } = value as { readonly [key: string]: Json };
  return rest;
}

/** The `seen` and `over` of an op written now by an author who looks at this state. */
export function witness(
  server: FieldState,
  ownPending: readonly FieldOp[],
  device: string,
): { seen: Vector; over: readonly string[] } {
  const seen: Record<string, number> = { ...server.ctx };
  const over = new Set<string>();
  for (const value of server.shown) {
    raise(seen, value.device, value.seq);
    over.add(value.op_id);
  }
  for (const op of ownPending) {
    // Ops of this device count as seen by their seq; those made under an earlier device id must be named.
    if (op.device !== device) raise(seen, op.device, op.seq);
    over.add(op.op_id);
  }
  delete seen[device];
  return { seen, over: [...over] };
}

function raise(vector: Record<string, number>, device: string, seq: number): void {
  if (seq > (vector[device] ?? 0)) vector[device] = seq;
}
