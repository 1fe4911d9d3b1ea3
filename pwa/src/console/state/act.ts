/** Runs a change a person asked for: says what happened, and shows a refusal in words. */
import { asProblem, Problem } from '../api/problem';
import type { Text } from '$lib/i18n/language';
import { problemWords } from '../words/problems';
import type { Desk } from './desk.svelte';

/** The answer of the change, or the Problem it met (already shown unless `quiet` names its code). */
export async function act<T>(desk: Desk, change: () => Promise<T>, done?: Text, quiet: readonly string[] = []): Promise<T | Problem> {
  try {
    const answer = await change();
    if (done) desk.toasts.say(done);
    return answer;
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (!quiet.includes(problem.code)) desk.toasts.say(problemWords(problem), 'broken');
    return problem;
  }
}
