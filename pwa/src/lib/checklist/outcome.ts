/** What a visit leaves behind: facts verified before and after, and failures that stay open as named follow-ups. */
import { withoutHistory } from './findings';
import type { Assessment, Findings, Step } from './types';

/** The facts that prove the service, and those that were put right; `before` is the failure, if there was one. */
export function listVerified(steps: readonly Step[], findings: Findings): Assessment['verified'] {
  return steps.flatMap((step) => {
    const finding = findings.get(step.id);
    if (finding === undefined || finding.result === 'open' || !(step.verify || finding.isFixed)) return [];
    const before = finding.was ?? (finding.isFixed ? { k: 'fail' } : null);
    return [{ fact: step.fact, before, after: withoutHistory(finding.value) }];
  });
}

/** What stays to be done after this visit, each with its name: failures left open knowingly, and what they hold up. */
export function listFollowUps(
  steps: readonly Step[], findings: Findings, accepted: ReadonlySet<string>, excused: ReadonlySet<string>,
): Assessment['follow_ups'] {
  return steps
    .filter((step) => excused.has(step.id) || (accepted.has(step.id) && findings.get(step.id)?.result === 'fail'))
    .map(({ id, title, remedy, trades }) => ({ step: id, title, remedy, trades }));
}
