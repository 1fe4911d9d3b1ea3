/** What an answer amounts to: pass, fail, not applicable or done. */
import { InvalidAnswer } from './invalid-answer';
import type { Json, JsonObject, Result, Step, StepKind } from './types';

export const RANK: Readonly<Record<Result, number>> = { done: 0, pass: 1, na: 2, fail: 3 };

const NUMBER = /^(-?)0*(\d{1,12})(?:\.(\d{1,6}))?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Turn what was entered into the value that is stored. Throws InvalidAnswer.
 *
 * `raw` is the value without its `k`, or {"k": "na", "why": ...}. `before` are the values shown until now:
 * a pass after a fail is marked `fixed`, so that the cause stays known after it was put right.
 */
export function judge(step: Step, raw: JsonObject, before: readonly JsonObject[] = []): JsonObject {
  if (raw['k'] === 'na' && raw['opt'] === undefined && raw['opts'] === undefined) return judgeNotApplicable(step, raw);
  const value = JUDGES[step.kind](step, raw);
  const isFixed = value['k'] === 'pass' && before.some((old) => old['k'] === 'fail' || old['fixed'] === true);
  return isFixed ? { ...value, fixed: true } : value;
}

export function worst(results: readonly Result[]): Result {
  return results.reduce((worse, result) => (RANK[result] > RANK[worse] ? result : worse));
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
  const num = canonicalNumber(raw['num']);
  if (step.limits === null) return { k: 'done', num };
  const { unit, min, max } = step.limits;
  if (min === null && max === null) return { k: 'done', num, unit };
  const isInside = (min === null || Number(num) >= min) && (max === null || Number(num) <= max);
  return { k: isInside ? 'pass' : 'fail', num, unit };
}

/** A number as people type it (comma, spaces, true minus) in its one stored form. */
function canonicalNumber(entered: Json | undefined): string {
  const compact = String(entered ?? '').replace(/[ \u00a0\u2009\u202f]/g, '');
  const found = NUMBER.exec(compact.replaceAll(',', '.').replaceAll('\u2212', '-'));
  if (found === null) throw new InvalidAnswer('not_a_number', `${entered} is not a number`);
  const [, sign = '', whole = '', fraction] = found;
  const num = fraction === undefined ? whole : `${whole}.${fraction}`;
  return Number(num) === 0 ? num : sign + num;
}

function judgeText(_step: Step, raw: JsonObject): JsonObject {
  const text = readText(raw['text']);
  if (text === '') throw new InvalidAnswer('answer_missing', 'Write something');
  return { k: 'done', text };
}

function judgeFiles(_step: Step, raw: JsonObject): JsonObject {
  const files = readList(raw['files']);
  if (files.length === 0) throw new InvalidAnswer('answer_missing', 'Take at least one photo');
  return { k: 'done', files: [...files] };
}

function judgeMoment(_step: Step, raw: JsonObject): JsonObject {
  const at = String(raw['at'] ?? '');
  if (!MOMENT.test(at)) throw new InvalidAnswer('not_a_time', `${at} is not a date and time with an offset`);
  return { k: 'done', at };
}

function judgeInstruction(): JsonObject {
  return { k: 'done' };
}

function readText(entered: Json | undefined): string {
  return typeof entered === 'string' ? entered.trim() : '';
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
  reading: judgeNumber,
  text: judgeText,
  scan: judgeText,
  photo: judgeFiles,
  date_time: judgeMoment,
  instruction: judgeInstruction,
};
