/** Which step to do next, and why, in words for the engineer. */
import * as words from './next-words';
import type { Cause, CauseState, Findings, Levels, NextStep, Step, Text } from './types';

export type WeighedCause = Cause & { readonly state: CauseState; readonly weight: number };
type Unmet = ReadonlyMap<string, readonly string[]>;
type Weights = ReadonlyMap<string, number>;

export type Situation = {
  readonly steps: readonly Step[];
  readonly findings: Findings;
  readonly unmet: Unmet;
  readonly excused: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  readonly openFailures: readonly string[];
  readonly causes: readonly WeighedCause[];
  readonly levels: Levels | null;
  /** How many visits of this symptom are closed, and in how many of them a fact showed the cause. */
  readonly visits: number;
  readonly found: (fact: string) => number;
};

/**
 * Find the next best step, or null when nothing is left to do.
 *
 * Disputed answers and failures that can be put right come first. While the cause is unknown, the step with the
 * greatest likelihood of revealing it per minute is best: optimal for a single fault and independent steps
 * (Kalagnanam and Henrion, "A comparison of decision analysis and expert rules for sequential diagnosis", 1990;
 * Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting", CACM 38(3), 1995). A step that reveals
 * nothing but that others wait for is worth as much as the best chain it opens. Then what sign-off still needs.
 * What nobody there has the level for is asked only when nothing else is left.
 */
export function findNextStep(situation: Situation): NextStep | null {
  const { steps, findings, unmet, excused, missing, openFailures, causes, levels } = situation;
  const disputed = steps.find((step) => findings.get(step.id)?.isDisputed);
  if (disputed !== undefined) return { step: disputed.id, why: words.DISPUTED };
  const telling = new Set(causes.flatMap((cause) => cause.shown_by));
  for (const step of steps) if (step.recheck) telling.add(step.id);
  const repairable = openFailures.find((step) => telling.has(step));
  if (repairable !== undefined) return { step: repairable, why: words.FAILED };
  const open = steps.filter((step) => findings.get(step.id)?.result === 'open' && !excused.has(step.id));
  const candidates = open.filter((step) => mayDo(step, levels));
  if (isDiagnosing(steps, findings, causes)) {
    const { best, weight } = findMostTelling(candidates, unmet, causes);
    if (best !== undefined) return { step: best.id, why: explain(best, weight, candidates, situation) };
  }
  const ready = open.filter((step) => missing.has(step.id) && !isWaiting(step, unmet));
  const needed = ready.find((step) => mayDo(step, levels));
  if (needed !== undefined) return { step: needed.id, why: needed.verify ? words.PROOF : words.REQUIRED };
  const [beyond] = ready;
  if (beyond !== undefined) return { step: beyond.id, why: words.sayLevel(beyond.level) };
  const [failure] = openFailures;
  return failure === undefined ? null : { step: failure, why: words.FAILED };
}

/** Whether somebody there has the level in one of the trades that ask the step. Nothing known: anybody may. */
function mayDo(step: Step, levels: Levels | null): boolean {
  return levels === null || step.trades.some((trade) => (levels[trade] ?? 0) >= step.level);
}

/** The cause is sought until it is found or the service is proven; a failed proof means there is another one. */
function isDiagnosing(steps: readonly Step[], findings: Findings, causes: readonly WeighedCause[]): boolean {
  const proofs = steps.filter((step) => step.verify).map((step) => findings.get(step.id)?.result);
  if (proofs.includes('fail')) return true;
  const isProven = proofs.length > 0 && !proofs.includes('open');
  return !isProven && causes.every((cause) => cause.state !== 'confirmed');
}

function findMostTelling(
  candidates: readonly Step[], unmet: Unmet, causes: readonly WeighedCause[],
): { best: Step | undefined; weight: number } {
  const weights = weighSteps(candidates, causes);
  const chains = weighChains(candidates, unmet, weights);
  let best: Step | undefined;
  let bestWorth = 0;
  for (const step of candidates) {
    if (isWaiting(step, unmet)) continue;
    const worth = weightOf(step, weights) / step.minutes || (chains.get(step.id) ?? 0);
    if (worth > bestWorth) [best, bestWorth] = [step, worth];
  }
  return { best, weight: best === undefined ? 0 : weightOf(best, weights) };
}

/** The probability that a step reveals the cause, over the causes that open steps can still show. */
function weighSteps(candidates: readonly Step[], causes: readonly WeighedCause[]): Weights {
  const weights = new Map(candidates.map((step) => [step.id, 0]));
  let total = 0;
  for (const cause of causes) {
    const shownBy = cause.shown_by.filter((fact) => weights.has(fact));
    if (cause.state !== 'possible' || shownBy.length === 0) continue;
    total += cause.weight;
    for (const fact of shownBy) weights.set(fact, (weights.get(fact) ?? 0) + cause.weight);
  }
  return new Map([...weights].map(([step, weight]) => [step, total > 0 ? weight / total : 0]));
}

/** For each step the best likelihood per minute among the chains of open steps that it belongs to. */
function weighChains(candidates: readonly Step[], unmet: Unmet, weights: Weights): Weights {
  const places = new Map(candidates.map((step, place) => [step.id, place]));
  const best = new Map<string, number>();
  for (const target of candidates) {
    if (weightOf(target, weights) === 0) continue;
    const chain = findChain(target.id, places, unmet);
    const ordered = candidates.filter((_, place) => chain.has(place));
    const minutes = ordered.reduce((sum, step) => sum + step.minutes, 0);
    const worth = ordered.reduce((sum, step) => sum + weightOf(step, weights), 0) / minutes;
    for (const step of ordered) best.set(step.id, Math.max(best.get(step.id) ?? 0, worth));
  }
  return best;
}

/** The places of all open steps that must be done for the target; none if one of them cannot be done. */
function findChain(target: string, places: ReadonlyMap<string, number>, unmet: Unmet): ReadonlySet<number> {
  const chain = new Set<number>();
  const waiting = [target];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const place = places.get(step);
    if (place === undefined) return new Set();
    if (!chain.has(place)) waiting.push(...(unmet.get(step) ?? []));
    chain.add(place);
  }
  return chain;
}

function isWaiting(step: Step, unmet: Unmet): boolean {
  return (unmet.get(step.id)?.length ?? 0) > 0;
}

function weightOf(step: Step, weights: Weights): number {
  return weights.get(step.id) ?? 0;
}

function explain(step: Step, weight: number, candidates: readonly Step[], { visits, found }: Situation): Text {
  if (weight === 0) return words.sayUnlocking(candidates.filter((other) => other.after.includes(step.fact)).length);
  const count = found(step.fact);
  if (count > 0) return words.sayFound(count, visits, step.minutes);
  return words.sayLikelihood(Math.floor(weight * 100 + 0.5), step.minutes);
}
