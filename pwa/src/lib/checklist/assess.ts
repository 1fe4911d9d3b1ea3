/** What the answers of a visit amount to: findings, causes, progress, and whether it may be signed off. */
import { rateCauses } from './causes';
import { differ, findDifferences, findVisible, readValues } from './findings';
import { countFound, weighCauses } from './history';
import { findNextStep, type WeighedCause } from './next-step';
import { listFollowUps, listVerified } from './outcome';
import type { Answers, Assessment, Cause, Checklist, Finding, Findings, Json, Levels, RatedCause, Step } from './types';

/**
 * Assess the shown values of each field. Answers of steps that are not visible count for nothing.
 *
 * `levels` is the level in each trade of whoever is there; what nobody there may do is not the next step.
 */
export function assess(checklist: Checklist, answers: Answers, levels: Levels | null = null): Assessment {
  const findings = findVisible(checklist, answers);
  const steps = checklist.steps.filter((step) => findings.has(step.id));
  const accepted = readAccepted(steps, answers);
  const unmet = new Map(steps.map((step) => [step.id, findUnmet(step, findings)]));
  const excused = findExcused(steps, findings, accepted, unmet);
  const required = steps.filter((step) => step.required && !excused.has(step.id)).map((step) => step.id);
  const missing = new Set(required.filter((step) => isOpen(step, findings)));
  const history = checklist.history ?? null;
  const weights = weighCauses(checklist.causes, history);
  const rated = rateCauses(checklist.causes, findings, readNamedCauses(answers), weights);
  const openFailures = pickSteps(findings, (finding, step) => finding.result === 'fail' && !accepted.has(step));
  const disputed = pickSteps(findings, (finding) => finding.isDisputed);
  const whyNot = listWhyNot(steps, [...missing], openFailures, disputed);
  return {
    visible: [...findings.keys()],
    required,
    missing: [...missing],
    blocked: Object.fromEntries([...unmet].filter(([step, facts]) => facts.length > 0 && isOpen(step, findings))),
    findings: Object.fromEntries([...findings].map(([step, finding]) => [step, showFinding(finding)])),
    conflicts: listConflicts(findings, answers),
    differences: findDifferences(steps, findings, answers),
    causes: rated,
    progress: measureProgress(steps, findings, missing),
    next: findNextStep({
      steps, findings, unmet, excused, missing, openFailures, levels,
      causes: weighRated(checklist.causes, rated, weights),
      visits: history?.visits ?? 0,
      found: (fact) => countFound(fact, checklist.causes, history),
    }),
    verified: listVerified(steps, findings),
    follow_ups: listFollowUps(steps, findings, accepted, excused),
    may_sign_off: whyNot.length === 0,
    why_not: whyNot,
  };
}

function showFinding({ result, conflict, isRead }: Finding): Assessment['findings'][string] {
  return isRead ? { result, conflict, source: 'reading' } : { result, conflict };
}

/**
 * Failures that stay open knowingly; where people disagree, only what all of them named.
 * A step that demands a re-check cannot stay open: it is put right, or the visit is not signed off.
 */
function readAccepted(steps: readonly Step[], answers: Answers): ReadonlySet<string> {
  const [first, ...others] = readValues(answers['outcome/open']).map((value) => readNames(value['steps']));
  const demanding = new Set(steps.filter((step) => step.recheck).map((step) => step.id));
  const agreed = (first ?? []).filter((step) => others.every((steps) => steps.includes(step)));
  return new Set(agreed.filter((step) => !demanding.has(step)));
}

function readNames(given: Json | undefined): string[] {
  return Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [];
}

function readNamedCauses(answers: Answers): ReadonlySet<string> {
  const named = readValues(answers['outcome/cause']).map((value) => value['opt']);
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
  steps: readonly Step[], missing: readonly string[], failures: readonly string[], disputed: readonly string[],
): Assessment['why_not'] {
  const demanding = new Set(steps.filter((step) => step.recheck).map((step) => step.id));
  const reasons = [
    { code: 'missing_steps', steps: missing },
    { code: 'recheck_needed', steps: failures.filter((step) => demanding.has(step)) },
    { code: 'open_failure', steps: failures.filter((step) => !demanding.has(step)) },
    { code: 'conflict', steps: disputed },
  ];
  return reasons.filter((reason) => reason.steps.length > 0);
}

function listConflicts(findings: Findings, answers: Answers): string[] {
  const onSteps = [...findings].flatMap(([step, { conflict, isRead }]) =>
    conflict ? [`${isRead ? 'parsed' : 'step'}/${step}`] : [],
  );
  const onOutcome = Object.keys(answers)
    .filter((name) => name.startsWith('outcome/') && differ(readValues(answers[name])))
    .sort();
  return [...onSteps, ...onOutcome];
}

/** Required steps, and optional ones once they are answered: an optional step is never a debt. */
function measureProgress(
  steps: readonly Step[], findings: Findings, missing: ReadonlySet<string>,
): Assessment['progress'] {
  const done = steps.filter((step) => !isOpen(step.id, findings)).length;
  const left = steps.filter((step) => missing.has(step.id));
  return {
    done,
    total: done + left.length,
    minutes_left: left.reduce((sum, step) => sum + step.minutes, 0),
  };
}

function weighRated(
  causes: readonly Cause[], rated: readonly RatedCause[], weights: readonly number[],
): WeighedCause[] {
  return causes.map((cause, index) => ({
    ...cause, state: rated[index]?.state ?? 'possible', weight: weights[index] ?? 0,
  }));
}
