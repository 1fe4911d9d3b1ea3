/** A checklist of templates for a look at it, or the words of what keeps them apart. */
import { compose, ConflictingFact, type Checklist, type Template } from '$lib/checklist';

export function composeOrSay(templates: readonly Template[], symptom: string | null): Checklist | string {
  try {
    return compose(templates, { symptom });
  } catch (thrown) {
    if (thrown instanceof ConflictingFact) return thrown.message;
    throw thrown;
  }
}
