/** What became of a pasted output, and what it says of a step. Pure. */
import type { Step, VisitView } from '$lib/actions';
import type { AnswerValue } from './answers';

/** The summary that the server writes into `reading/<step>`. */
export interface ReadingSummary {
  readonly op: string;
  readonly understood: boolean;
  readonly platform?: string;
  readonly commands?: readonly string[];
  readonly interface?: string;
  readonly facts: readonly string[];
}

export interface ReadFact {
  readonly step: Step;
  readonly value: AnswerValue;
}

export type ReadingStand =
  | { readonly is: 'none' | 'unsent' | 'waiting' | 'not_understood' }
  | { readonly is: 'understood'; readonly summary: ReadingSummary; readonly facts: readonly ReadFact[] };

/** An op has 64 kB at most; the text lies in it as JSON. */
export const MOST_KILOBYTES = 60;

/** How a step takes the output of a device as text; those of old checklists are numbers. */
export function takesOutput(step: Step): boolean {
  return step.kind === 'reading' && step.limits === null;
}

export function readingOf(view: VisitView, step: string): ReadingStand {
  const shown = view.fields[`step/${step}`]?.values[0];
  const text = (shown?.value as AnswerValue | undefined)?.text;
  if (shown === undefined || text === undefined) return { is: 'none' };
  const summary = view.fields[`reading/${step}`]?.values[0]?.value as ReadingSummary | undefined;
  if (summary?.op !== shown.op_id) return { is: shown.isUnsent ? 'unsent' : 'waiting' };
  if (!summary.understood) return { is: 'not_understood' };
  return { is: 'understood', summary, facts: factsOf(view, summary.facts) };
}

/** What a device's output says of a step, if it says something. */
export function parsedOf(view: VisitView, step: Step): AnswerValue | undefined {
  return view.fields[`parsed/${step.fact}`]?.values[0]?.value as AnswerValue | undefined;
}

export function countLines(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** As the op will hold it. */
export function kilobytes(text: string): number {
  return Math.ceil(new TextEncoder().encode(JSON.stringify(text)).length / 1024);
}

/** What a terminal leaves in the clipboard and no database keeps as text. */
export function withoutControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\0', '');
}

/** In the order of the checklist. */
function factsOf(view: VisitView, facts: readonly string[]): ReadFact[] {
  return view.record.checklist.steps.flatMap((step) => {
    const value = facts.includes(step.fact) ? parsedOf(view, step) : undefined;
    return value === undefined ? [] : [{ step, value }];
  });
}
