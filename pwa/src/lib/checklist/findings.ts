/** What the shown values of each visible step amount to, and where a reading differs from what was measured. */
import { RANK, readNumber, worst } from './judge';
import { evaluate, isTrue } from './logic';
import type { Answers, Assessment, Checklist, Finding, Findings, Json, JsonObject, Result, Shown, Step } from './types';

const OPEN: Finding = { result: 'open', conflict: false, isDisputed: false, isFixed: false, value: {}, was: null, isRead: false };

type Value = JsonObject & { readonly k: Result };
type Item = { readonly value: Value; readonly op_id: string };

/** Walk the steps in order; a condition sees the ticket and the visible steps before it. */
export function findVisible(checklist: Checklist, answers: Answers): Findings {
  const data: Record<string, Json> = { given: checklist.given ?? {} };
  const findings = new Map<string, Finding>();
  for (const step of checklist.steps) {
    if (step.visible !== null && !isTrue(evaluate(step.visible, data))) continue;
    const measured = findResult(answers[`step/${step.id}`]);
    const finding = measured === OPEN ? findResult(answers[`parsed/${step.fact}`], true) : measured;
    findings.set(step.id, finding);
    const [group = '', name = ''] = step.fact.split('.');
    data[group] = { ...(data[group] as JsonObject | undefined), [name]: describe(finding) };
  }
  return findings;
}

/** Where a person measured one thing and the output of a device says another. The person's value counts. */
export function findDifferences(
  steps: readonly Step[], findings: Findings, answers: Answers,
): Assessment['differences'] {
  return steps.flatMap((step) => {
    const finding = findings.get(step.id) ?? OPEN;
    const field = answers[`parsed/${step.fact}`];
    if (field === undefined) return [];
    const parsed = findResult(field);
    if (finding.isRead || finding.result === 'open' || parsed.result === 'open') return [];
    if (readMeaning(finding.value) === readMeaning(parsed.value)) return [];
    return [{ step: step.id, measured: withoutHistory(finding.value), parsed: withoutHistory(parsed.value) }];
  });
}

/** The values of a field that have a result; what is no value counts for nothing. */
export function readValues(shown: Shown | undefined): JsonObject[] {
  return readItems(shown).map((item) => item.value);
}

export function differ(values: readonly JsonObject[]): boolean {
  return values.length > 1 && new Set(values.map((value) => sortedText(withoutHistory(value)))).size > 1;
}

/** What a value remembers of earlier ones is no part of the answer. */
export function withoutHistory({ fixed: _fixed, was: _was, ...value }: JsonObject): JsonObject {
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readItems(shown: Shown | undefined): Item[] {
  if (!Array.isArray(shown)) return [];
  return shown.flatMap((item: unknown) => {
    if (!isObject(item) || !isObject(item['value'])) return [];
    const { k } = item['value'];
    if (typeof k !== 'string' || !Object.hasOwn(RANK, k)) return [];
    const { op_id } = item;
    return [{ value: item['value'] as Value, op_id: typeof op_id === 'string' ? op_id : '' }];
  });
}

function findResult(shown: Shown | undefined, isRead = false): Finding {
  const items = readItems(shown);
  const [first, ...others] = items;
  if (first === undefined) return OPEN;
  const values = items.map((item) => item.value);
  const results = [...new Set(values.map((value) => value.k))];
  // Among equals the newest operation counts: its id grows with time.
  const chosen = others.reduce((best, item) => (outranks(item, best) ? item : best), first);
  const putRight = values.filter((value) => value['fixed'] === true);
  return {
    result: worst(results),
    conflict: differ(values),
    isDisputed: results.length > 1 && (results.includes('pass') || results.includes('fail')),
    isFixed: putRight.length > 0,
    value: chosen.value,
    was: putRight.map((value) => value['was']).find(isObject) ?? null,
    isRead,
  };
}

function outranks(item: Item, best: Item): boolean {
  const difference = RANK[item.value.k] - RANK[best.value.k];
  return difference > 0 || (difference === 0 && item.op_id > best.op_id);
}

/** The view of a finding that conditions have; numbers are numbers there. */
function describe({ result, value }: Finding): JsonObject {
  const described: Record<string, Json> = { result };
  for (const key of ['opt', 'opts', 'text']) {
    if (value[key] !== undefined) described[key] = value[key];
  }
  const num = readNumber(value['num']);
  if (num !== null) described['num'] = Number(num);
  return described;
}

function readMeaning(value: JsonObject): string {
  const num = readNumber(value['num']);
  const opts = value['opts'] ?? null;
  return sortedText([
    value['k'] ?? null,
    value['opt'] ?? null,
    Array.isArray(opts) ? opts.map(String).sort() : opts,
    num === null ? null : Number(num),
    value['text'] ?? null,
  ]);
}

function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
