/** What is marked on a visit of the timeline, each with its icon and its words: what stays, what runs, what a proposal takes away. */
import type { Text } from '$lib/i18n/language';
import type { VisitCard } from '../api/types';
import type { IconName } from '../ui/icons';
import { planWords as w } from '../words/plan';
import { goesOnFrom } from './same-place';

export type Mark = { readonly icon: IconName; readonly words: Text };
export type Leaving = ReadonlyMap<string, 'moved' | 'dropped'>;
const UNDER_WAY: readonly string[] = ['travelling', 'on_site', 'work_done'];

/** `beside`: the visits that are drawn in the same way, promised ones or those of a proposal. */
export function marksOf(visit: VisitCard, beside: readonly VisitCard[], leaving: Leaving): readonly Mark[] {
  const marks: Mark[] = [];
  const goes = leaving.get(visit.id);
  if (goes === 'dropped') marks.push({ icon: 'cross', words: w.noPlace });
  if (goes === 'moved') marks.push({ icon: 'shuffle', words: w.moves });
  if (visit.locked) marks.push({ icon: 'lock', words: w.locked });
  if (UNDER_WAY.includes(visit.state)) marks.push({ icon: 'play', words: w.underWay });
  if (goesOnFrom(visit, beside)) marks.push({ icon: 'link', words: w.goesOn });
  return marks;
}
