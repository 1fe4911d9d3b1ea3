/** The one big action of a visit, from its state and assessment. Pure. */
import type { VisitView } from '$lib/actions';

export type NextAction = 'travel' | 'arrive' | 'checklist' | 'outcome' | 'sign-off' | 'none';

export function findNextAction(view: VisitView): NextAction {
  if (view.isRevoked) return 'none';
  if (view.state === 'published') return 'travel';
  if (view.state === 'travelling') return 'arrive';
  if (view.state !== 'on_site' && view.state !== 'work_done') return 'none';
  if (view.assessment.conflicts.length > 0 || !view.assessment.may_sign_off) return 'checklist';
  return hasOutcome(view) ? 'sign-off' : 'outcome';
}

/** Whether cause and remedy are said: the next visit of this kind will read them. */
export function hasOutcome(view: VisitView): boolean {
  return view.fields['outcome/remedy'] !== undefined;
}

export function isOver(view: VisitView): boolean {
  return ['signed', 'sealed', 'aborted', 'cancelled'].includes(view.state);
}
