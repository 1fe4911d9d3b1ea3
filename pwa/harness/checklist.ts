/** The checklist engine of simulated phones: the real one. */
import type { ChecklistEngine } from '../src/lib/actions/platform';
import { assess, judge } from '../src/lib/checklist';

export const harnessChecklist: ChecklistEngine = { judge, assess };
