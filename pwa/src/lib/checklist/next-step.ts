/** Which step to do next, and why, in words for the engineer. */
import type { CauseState, Findings, NextStep, Step, Text } from './types';

type KnownCause = { readonly prior: number; readonly shown_by: readonly string[]; readonly state: CauseState };
type Unmet = ReadonlyMap<string, readonly string[]>;
type Weights = ReadonlyMap<string, number>;

export type Situation = {
  readonly steps: readonly Step[];
  readonly findings: Findings;
  readonly unmet: Unmet;
  readonly excused: ReadonlySet<string>;
  readonly missing: readonly string[];
  readonly openFailures: readonly string[];
  readonly causes: readonly KnownCause[];
};

const WHY_DISPUTED = {
  en: 'The answers differ. Look again and keep one',
  ru: 'Ответы расходятся. Проверьте ещё раз и оставьте один',
};
const WHY_FAILED = { en: 'It failed. Put it right and check again', ru: 'Не прошло. Устраните и проверьте ещё раз' };
const WHY_REQUIRED = { en: 'Needed before sign-off', ru: 'Нужно до подписи' };
const WHY_PROOF = { en: 'Proves that the service works', ru: 'Подтверждает, что всё работает' };

/**
 * Find the next best step, or null when nothing is left to do.
 *
 * Disputed answers and failures that can be put right come first. While the cause is unknown, the step with the
 * greatest likelihood of revealing it per minute is best: optimal for a single fault and independent steps
 * (Kalagnanam and Henrion, "A comparison of decision analysis and expert rules for sequential diagnosis", 1990;
 * Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting", CACM 38(3), 1995). A step that reveals
 * nothing but that others wait for is worth as much as the best chain it opens. Then what sign-off still needs.
 */
export function findNextStep(situation: Situation): NextStep | null {
  const { steps, findings, unmet, excused, missing, openFailures, causes } = situation;
  const disputed = steps.find((step) => findings.get(step.id)?.isDisputed);
  if (disputed !== undefined) return { step: disputed.id, why: WHY_DISPUTED };
  const repairable = openFailures.find((step) => causes.some((cause) => cause.shown_by.includes(step)));
  if (repairable !== undefined) return { step: repairable, why: WHY_FAILED };
  const candidates = steps.filter((step) => findings.get(step.id)?.result === 'open' && !excused.has(step.id));
  if (isDiagnosing(steps, findings, causes)) {
    const best = findMostTelling(candidates, unmet, causes);
    if (best !== undefined) return best;
  }
  const needed = candidates.find((step) => missing.includes(step.id) && !isWaiting(step, unmet));
  if (needed !== undefined) return { step: needed.id, why: needed.verify ? WHY_PROOF : WHY_REQUIRED };
  const [failure] = openFailures;
  return failure === undefined ? null : { step: failure, why: WHY_FAILED };
}

/** The cause is sought until it is found or the service is proven; a failed proof means there is another one. */
function isDiagnosing(steps: readonly Step[], findings: Findings, causes: readonly KnownCause[]): boolean {
  const proofs = steps.filter((step) => step.verify).map((step) => findings.get(step.id)?.result);
  if (proofs.includes('fail')) return true;
  const isProven = proofs.length > 0 && !proofs.includes('open');
  return !isProven && causes.every((cause) => cause.state !== 'confirmed');
}

function findMostTelling(
  candidates: readonly Step[], unmet: Unmet, causes: readonly KnownCause[],
): NextStep | undefined {
  const weights = weighSteps(candidates, causes);
  let best: Step | undefined;
  let bestWorth = 0;
  for (const step of candidates) {
    if (isWaiting(step, unmet)) continue;
    const worth = weightOf(step, weights) / step.minutes || weighChain(step, candidates, unmet, weights);
    if (worth > bestWorth) [best, bestWorth] = [step, worth];
  }
  if (best === undefined) return undefined;
  const weight = weightOf(best, weights);
  return { step: best.id, why: weight > 0 ? explainLikelihood(best, weight) : explainUnlocking(best, candidates) };
}

/** The probability that a step reveals the cause, over the causes that open steps can still show. */
function weighSteps(candidates: readonly Step[], causes: readonly KnownCause[]): Weights {
  const weights = new Map(candidates.map((step) => [step.id, 0]));
  let total = 0;
  for (const cause of causes) {
    const shownBy = cause.shown_by.filter((fact) => weights.has(fact));
    if (cause.state !== 'possible' || shownBy.length === 0) continue;
    total += cause.prior;
    for (const fact of shownBy) weights.set(fact, (weights.get(fact) ?? 0) + cause.prior);
  }
  return new Map([...weights].map(([step, weight]) => [step, total > 0 ? weight / total : 0]));
}

/** The best likelihood per minute among the open chains that start with this step. */
function weighChain(first: Step, candidates: readonly Step[], unmet: Unmet, weights: Weights): number {
  return Math.max(0, ...candidates.map((target) => weighTarget(first, target, candidates, unmet, weights)));
}

function weighTarget(
  first: Step, target: Step, candidates: readonly Step[], unmet: Unmet, weights: Weights,
): number {
  const chain = new Set<string>();
  const waiting = [target.id];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (!weights.has(step)) return 0;
    if (!chain.has(step)) waiting.push(...(unmet.get(step) ?? []));
    chain.add(step);
  }
  if (!chain.has(first.id)) return 0;
  const ordered = candidates.filter((step) => chain.has(step.id));
  const minutes = ordered.reduce((sum, step) => sum + step.minutes, 0);
  return ordered.reduce((sum, step) => sum + weightOf(step, weights), 0) / minutes;
}

function isWaiting(step: Step, unmet: Unmet): boolean {
  return (unmet.get(step.id)?.length ?? 0) > 0;
}

function weightOf(step: Step, weights: Weights): number {
  return weights.get(step.id) ?? 0;
}

function explainLikelihood(step: Step, weight: number): Text {
  const percent = Math.floor(weight * 100 + 0.5);
  return {
    en: `Quickest way to the cause: ${percent} % likely to show it, ${step.minutes} min`,
    ru: `Кратчайший путь к причине: вероятность ${percent} %, ${step.minutes} мин`,
  };
}

function explainUnlocking(step: Step, candidates: readonly Step[]): Text {
  const count = candidates.filter((other) => other.after.includes(step.fact)).length;
  return { en: `Other steps wait for this one: ${count}`, ru: `Этого шага ждут другие: ${count}` };
}
