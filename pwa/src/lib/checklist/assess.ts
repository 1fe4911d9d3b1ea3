/** What the answers of a visit amount to: findings, causes, progress, and whether it may be signed off. */
import { rateCauses } from './causes';
import { RANK, worst } from './judge';
import { evaluate, isTrue } from './logic';
import { findNextStep } from './next-step';
import type {
  Answers, Assessment, Cause, Checklist, Finding, Findings, Json, JsonObject, RatedCause, Result, Shown, Step,
} from './types';

const OPEN: Finding = { result: 'open', conflict: false, isDisputed: false, isFixed: false, value: {} };

/** Assess the shown values of each field. Answers of steps that are not visible count for nothing. */
export function assess(checklist: Checklist, answers: Answers): Assessment {
  const findings = findVisible(checklist, answers);
  const steps = checklist.steps.filter((step) => findings.has(step.id));
  const accepted = readAccepted(answers);
  const unmet = new Map(steps.map((step) => [step.id, findUnmet(step, findings)]));
  const excused = findExcused(steps, findings, accepted, unmet);
  const required = steps.filter((step) => step.required && !excused.has(step.id)).map((step) => step.id);
  const missing = required.filter((step) => isOpen(step, findings));
  const rated = rateCauses(checklist.causes, findings, readNamedCauses(answers));
  const openFailures = pickSteps(findings, (finding, step) => finding.result === 'fail' && !accepted.has(step));
  const disputed = pickSteps(findings, (finding) => finding.isDisputed);
  const whyNot = listWhyNot(missing, openFailures, disputed);
  return {
    visible: [...findings.keys()],
    required,
    missing,
    blocked: Object.fromEntries([...unmet].filter(([step, facts]) => facts.length > 0 && isOpen(step, findings))),
    findings: Object.fromEntries([...findings].map(([step, { result, conflict }]) => [step, { result, conflict }])),
    conflicts: listConflicts(findings, answers),
    causes: rated,
    progress: measureProgress(steps, findings, missing),
    next: findNextStep({
      steps, findings, unmet, excused, missing, openFailures, causes: withStates(checklist.causes, rated),
    }),
    may_sign_off: whyNot.length === 0,
    why_not: whyNot,
  };
}

/** Walk the steps in order; a condition sees the ticket and the visible steps before it. */
function findVisible(checklist: Checklist, answers: Answers): Findings {
  const data: Record<string, Json> = { given: checklist.given ?? {} };
  const findings = new Map<string, Finding>();
  for (const step of checklist.steps) {
    if (step.visible !== null && !isTrue(evaluate(step.visible, data))) continue;
    const finding = findResult(answers[`step/${step.id}`] ?? []);
    findings.set(step.id, finding);
    const [group = '', name = ''] = step.fact.split('.');
    data[group] = { ...(data[group] as JsonObject | undefined), [name]: describe(finding) };
  }
  return findings;
}

function findResult(shown: Shown): Finding {
  const values = shown.map((item) => item.value as JsonObject);
  const [first, ...others] = shown;
  if (first === undefined) return OPEN;
  const results = [...new Set(values.map(resultOf))];
  // Among equals the newest operation counts: its id grows with time.
  const chosen = others.reduce((best, item) => (outranks(item, best) ? item : best), first);
  return {
    result: worst(results),
    conflict: differ(values),
    isDisputed: results.length > 1 && (results.includes('pass') || results.includes('fail')),
    isFixed: values.some((value) => value['fixed'] === true),
    value: chosen.value as JsonObject,
  };
}

function outranks(item: Shown[number], best: Shown[number]): boolean {
  const difference = RANK[resultOf(item.value as JsonObject)] - RANK[resultOf(best.value as JsonObject)];
  return difference > 0 || (difference === 0 && (item.op_id ?? '') > (best.op_id ?? ''));
}

function resultOf(value: JsonObject): Result {
  return value['k'] as Result;
}

/** The view of a finding that conditions have; numbers are numbers there. */
function describe({ result, value }: Finding): JsonObject {
  const described: Record<string, Json> = { result };
  for (const key of ['opt', 'opts', 'text']) {
    if (value[key] !== undefined) described[key] = value[key];
  }
  if (value['num'] !== undefined) described['num'] = Number(value['num']);
  return described;
}

function differ(values: readonly JsonObject[]): boolean {
  return new Set(values.map(({ fixed: _, ...value }) => sortedText(value))).size > 1;
}

function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Failures that stay open knowingly; where people disagree, only what all of them named. */
function readAccepted(answers: Answers): ReadonlySet<string> {
  const [first, ...others] = (answers['outcome/open'] ?? []).map((item) => (item.value as JsonObject)['steps'] ?? []);
  const named = (first ?? []) as readonly string[];
  return new Set(named.filter((step) => others.every((steps) => (steps as readonly string[]).includes(step))));
}

function readNamedCauses(answers: Answers): ReadonlySet<string> {
  const named = (answers['outcome/cause'] ?? []).map((item) => (item.value as JsonObject)['opt']);
  return new Set(named.filter((cause) => typeof cause === 'string'));
}

function findUnmet(step: Step, findings: Findings): string[] {
  return step.after.filter((fact) => ['open', 'fail'].includes(findings.get(fact)?.result ?? 'na'));
}

/** Open steps that cannot be done because a failure before them stays open knowingly. */
function findExcused(
  steps: readonly Step[],
  findings: Findings,
  accepted: ReadonlySet<string>,
  unmet: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const excused = new Set<string>();
  for (const { id } of steps) {
    const isStuck = (unmet.get(id) ?? []).some(
      (fact) => excused.has(fact) || (accepted.has(fact) && findings.get(fact)?.result === 'fail'),
    );
    if (isStuck && isOpen(id, findings)) excused.add(id);
  }
  return excused;
}

function isOpen(step: string, findings: Findings): boolean {
  return findings.get(step)?.result === 'open';
}

function pickSteps(findings: Findings, isPicked: (finding: Finding, step: string) => boolean): string[] {
  return [...findings].filter(([step, finding]) => isPicked(finding, step)).map(([step]) => step);
}

function listWhyNot(
  missing: readonly string[], openFailures: readonly string[], disputed: readonly string[],
): Assessment['why_not'] {
  const reasons = [
    { code: 'missing_steps', steps: missing },
    { code: 'open_failure', steps: openFailures },
    { code: 'conflict', steps: disputed },
  ];
  return reasons.filter((reason) => reason.steps.length > 0);
}

function listConflicts(findings: Findings, answers: Answers): string[] {
  const onSteps = pickSteps(findings, (finding) => finding.conflict).map((step) => `step/${step}`);
  const onOutcome = Object.keys(answers)
    .filter((name) => name.startsWith('outcome/'))
    .filter((name) => differ((answers[name] ?? []).map((item) => item.value as JsonObject)))
    .sort();
  return [...onSteps, ...onOutcome];
}

/** Required steps, and optional ones once they are answered: an optional step is never a debt. */
function measureProgress(
  steps: readonly Step[], findings: Findings, missing: readonly string[],
): Assessment['progress'] {
  const done = steps.filter((step) => !isOpen(step.id, findings)).length;
  const left = steps.filter((step) => missing.includes(step.id));
  return {
    done,
    total: done + left.length,
    minutes_left: left.reduce((sum, step) => sum + step.minutes, 0),
  };
}

function withStates(causes: readonly Cause[], rated: readonly RatedCause[]): (Cause & RatedCause)[] {
  return causes.flatMap((cause, index) => {
    const rating = rated[index];
    return rating === undefined ? [] : [{ ...cause, ...rating }];
  });
}
