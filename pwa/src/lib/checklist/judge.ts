/** What an answer amounts to: pass, fail, not applicable or done. */
import { InvalidAnswer } from './invalid-answer';
import type { Json, JsonObject, Result, Step, StepKind } from './types';

export const RANK: Readonly<Record<Result, number>> = { done: 0, pass: 1, na: 2, fail: 3 };

/** Bytes of UTF-8. */
const LONGEST_READING = 64 * 1024;

const NUMBER = /^(-?)0*(\d{1,12})(?:\.(\d{1,6}))?$/;
const MOMENT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const MAC = /^(?:MAC(?:ADDRESS|ID)?)?([0-9A-F]{12})$/;

/**
 * Turn what was entered into the value that is stored. Throws InvalidAnswer.
 *
 * `raw` is the value without its `k`, or {"k": "na", "why": ...}. `before` are the values shown until now:
 * a pass after a fail is marked `fixed` and remembers the failure in `was`, so that the cause stays known after it
 * was put right and the customer can read what changed.
 */
export function judge(step: Step, raw: JsonObject, before: readonly JsonObject[] = []): JsonObject {
  const entered = isObject(raw) ? raw : {};
  const isLeftOut = entered['k'] === 'na' && entered['opt'] === undefined && entered['opts'] === undefined;
  if (isLeftOut) return judgeNotApplicable(step, entered);
  const value = JUDGES[step.kind](step, entered);
  return value['k'] === 'pass' ? { ...value, ...rememberFailure(before.filter(isObject)) } : value;
}

export function worst(results: readonly Result[]): Result {
  return results.reduce((worse, result) => (RANK[result] > RANK[worse] ? result : worse));
}

/** A number as people type it (comma, spaces, true minus) in its one stored form; null if it is none. */
export function readNumber(entered: Json | undefined): string | null {
  if (typeof entered !== 'string' && typeof entered !== 'number') return null;
  const compact = String(entered).replace(/[ \u00a0\u2009\u202f]/g, '');
  const found = NUMBER.exec(compact.replaceAll(',', '.').replaceAll('\u2212', '-'));
  if (found === null) return null;
  const [, sign = '', whole = '', fraction] = found;
  const num = fraction === undefined ? whole : `${whole}.${fraction}`;
  return Number(num) === 0 ? num : sign + num;
}

function rememberFailure(before: readonly JsonObject[]): JsonObject {
  const failed = before.find((old) => old['k'] === 'fail');
  if (failed !== undefined) {
    const { fixed: _fixed, was: _was, ...was } = failed;
    return { fixed: true, was };
  }
  const marked = before.find((old) => Boolean(old['fixed']));
  if (marked === undefined) return {};
  return isObject(marked['was']) ? { fixed: true, was: marked['was'] } : { fixed: true };
}

function judgeNotApplicable(step: Step, raw: JsonObject): JsonObject {
  const why = readText(raw['why']);
  if (step.required && why === '') {
    throw new InvalidAnswer('reason_missing', 'A required step can be left out only with a reason');
  }
  return why === '' ? { k: 'na' } : { k: 'na', why };
}

function judgeOption(step: Step, raw: JsonObject): JsonObject {
  const chosen = raw['opt'] ?? null;
  return { k: optionResult(step, chosen), opt: chosen };
}

function judgeSeveral(step: Step, raw: JsonObject): JsonObject {
  const chosen = readList(raw['opts']);
  if (chosen.length === 0) throw new InvalidAnswer('answer_missing', 'Choose at least one');
  const k = worst(chosen.map((id) => optionResult(step, id)));
  return { k, opts: step.options.map((option) => option.id).filter((id) => chosen.includes(id)) };
}

function optionResult(step: Step, chosen: Json): Result {
  const option = step.options.find((candidate) => candidate.id === chosen);
  if (option === undefined) throw new InvalidAnswer('unknown_option', `${chosen} is not an option of ${step.id}`);
  return option.result ?? 'done';
}

function judgeNumber(step: Step, raw: JsonObject): JsonObject {
  const entered = readNumber(raw['num']);
  if (entered === null) throw new InvalidAnswer('not_a_number', `${raw['num']} is not a number`);
  const num = fitDecimals(entered, step.decimals);
  if (step.limits === null) return { k: 'done', num };
  const { unit, min, max } = step.limits;
  if (min === null && max === null) return { k: 'done', num, unit };
  const isInside = (min === null || Number(num) >= min) && (max === null || Number(num) <= max);
  return { k: isInside ? 'pass' : 'fail', num, unit };
}

/** Zeros beyond what the step takes go; other digits are refused: rounding could turn a fail into a pass. */
function fitDecimals(number: string, decimals: number | undefined): string {
  const [whole = '', fraction = ''] = number.split('.');
  if (decimals === undefined || fraction.length <= decimals) return number;
  if (/[^0]/.test(fraction.slice(decimals))) {
    throw new InvalidAnswer('too_precise', `${number} has more than ${decimals} digits after the point`);
  }
  return decimals > 0 ? `${whole}.${fraction.slice(0, decimals)}` : whole;
}

function judgeText(_step: Step, raw: JsonObject): JsonObject {
  const text = readText(raw['text']);
  if (text === '') throw new InvalidAnswer('answer_missing', 'Write something');
  return { k: 'done', text };
}

function judgeScan(step: Step, raw: JsonObject): JsonObject {
  const value = judgeText(step, raw);
  return step.scan === 'mac' ? { ...value, text: canonicalMac(String(value['text'])) } : value;
}

/** The address of one device, however a label, a switch or a person writes it, as AA:BB:CC:DD:EE:FF. */
function canonicalMac(text: string): string {
  const found = MAC.exec(text.toUpperCase().replace(/[-.: ]/g, ''));
  const digits = found?.[1] ?? '';
  // The lowest bit of the first octet marks a group of devices (IEEE 802-2014, 8.2.2); a label never carries one.
  if (digits === '' || parseInt(digits.charAt(1), 16) % 2 === 1 || /^0*$/.test(digits)) {
    throw new InvalidAnswer('not_a_mac', `${text} is not the MAC address of a device`);
  }
  return digits.match(/../g)?.join(':') ?? digits;
}

/** The output of a device as it was pasted. What it says is read later, into `parsed/` facts. */
function judgeReading(step: Step, raw: JsonObject): JsonObject {
  if (step.limits !== null) return judgeNumber(step, raw); // a checklist composed before readings were texts
  const text = raw['text'];
  if (typeof text !== 'string' || readText(text) === '') throw new InvalidAnswer('answer_missing', 'Paste what the device says');
  if (countBytes(text) > LONGEST_READING) {
    throw new InvalidAnswer('too_long', `A reading may have ${LONGEST_READING / 1024} KB at most`);
  }
  return { k: 'done', text };
}

/** Bytes of UTF-8, counted without the classes of a browser. */
function countBytes(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function judgeFiles(_step: Step, raw: JsonObject): JsonObject {
  const files = readList(raw['files']).filter((file) => typeof file === 'string' && file !== '');
  if (files.length === 0) throw new InvalidAnswer('answer_missing', 'Take at least one photo');
  return { k: 'done', files: [...files] };
}

function judgeMoment(_step: Step, raw: JsonObject): JsonObject {
  const at = raw['at'];
  if (typeof at !== 'string' || !MOMENT.test(at)) throw new InvalidAnswer('not_a_time', `${at} is not a date and time with an offset`);
  return { k: 'done', at };
}

function judgeInstruction(): JsonObject {
  return { k: 'done' };
}

function readText(entered: Json | undefined): string {
  return typeof entered === 'string' ? entered.trim() : '';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readList(entered: Json | undefined): readonly Json[] {
  return Array.isArray(entered) ? entered : [];
}

const JUDGES: Readonly<Record<StepKind, (step: Step, raw: JsonObject) => JsonObject>> = {
  yes_no: judgeOption,
  choice: judgeOption,
  test_call: judgeOption,
  several: judgeSeveral,
  number: judgeNumber,
  reading: judgeReading,
  text: judgeText,
  scan: judgeScan,
  photo: judgeFiles,
  date_time: judgeMoment,
  instruction: judgeInstruction,
};
