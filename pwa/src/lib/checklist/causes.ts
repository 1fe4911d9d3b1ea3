/** Which causes the findings confirm, exclude or leave possible, and how likely each one is. */
import type { Cause, CauseState, Finding, Findings, RatedCause } from './types';

/**
 * Rate each cause, assuming a single fault.
 *
 * A cause is confirmed when a step that shows it failed (or failed and was put right) or when the engineer named
 * it; excluded when all visible steps that show it are answered without a failure. The likelihood of a possible cause
 * goes by its weight (see `weighCauses`) times the share of its steps still open.
 */
export function rateCauses(
  causes: readonly Cause[], findings: Findings, named: ReadonlySet<string>, weights: readonly number[],
): RatedCause[] {
  const states = causes.map((cause) => findState(cause, findings, named));
  const counted = states.includes('confirmed') ? 'confirmed' : 'possible';
  const shares = causes.map((cause, index) =>
    states[index] === counted ? (weights[index] ?? 0) * openShare(cause, findings, counted) : 0,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return causes.map((cause, index) => ({
    id: cause.id,
    state: states[index] ?? 'possible',
    likelihood: roundShare(total > 0 ? (shares[index] ?? 0) / total : 0),
  }));
}

/** Two digits, halves up, the same in every language. */
function roundShare(share: number): number {
  return Math.floor(share * 100 + 0.5) / 100;
}

function findState(cause: Cause, findings: Findings, named: ReadonlySet<string>): CauseState {
  const seen = findSeen(cause, findings);
  if (named.has(cause.id) || seen.some((finding) => finding.result === 'fail' || finding.isFixed)) return 'confirmed';
  return seen.length > 0 && seen.every((finding) => finding.result !== 'open') ? 'excluded' : 'possible';
}

function openShare(cause: Cause, findings: Findings, state: CauseState): number {
  const seen = findSeen(cause, findings);
  if (state === 'confirmed' || seen.length === 0) return 1;
  return seen.filter((finding) => finding.result === 'open').length / seen.length;
}

function findSeen(cause: Cause, findings: Findings): Finding[] {
  return cause.shown_by.map((fact) => findings.get(fact)).filter((finding) => finding !== undefined);
}
