/** Answers as people read them, and what a step's finding means on the screen. Pure. */
import { unit as unitIn } from '$lib/act/display';
import type { Step, VisitView } from '$lib/actions';
import { textIn, type Language } from '$lib/i18n/language';
import { checklistWords } from '../words/checklist';
import { readingWords } from '../words/readings';
import { countLines, takesOutput } from './readings';

export interface AnswerValue {
  readonly k?: string;
  readonly opt?: string;
  readonly opts?: readonly string[];
  readonly num?: string;
  readonly unit?: string;
  readonly text?: string;
  readonly files?: readonly string[];
  readonly at?: string;
  readonly why?: string;
}

export type Finding = 'pass' | 'fail' | 'na' | 'done' | 'open';

export function describeAnswer(language: Language, step: Step, value: AnswerValue): string {
  const words = checklistWords[language];
  const labelOf = (id: string) => textIn(language, step.options.find((option) => option.id === id)?.label) || id;
  if (value.k === 'na') return [words.results['na'], value.why].filter(Boolean).join(': ');
  if (value.opt !== undefined) return labelOf(value.opt);
  if (value.opts !== undefined) return value.opts.map(labelOf).join(', ');
  if (value.num !== undefined) {
    const shown = language === 'ru' ? value.num.replace('.', ',') : value.num;
    return [shown, unitIn(value.unit ?? '', language)].filter(Boolean).join(' ');
  }
  if (value.text !== undefined) return takesOutput(step) ? readingWords[language].lines(countLines(value.text)) : value.text;
  if (value.files !== undefined) return words.photos(value.files.length);
  if (value.at !== undefined) return new Date(value.at).toLocaleString(language === 'ru' ? 'ru' : 'en-GB');
  return words.results['done'] ?? '';
}

export function findingOf(view: VisitView, step: string): Finding {
  return view.assessment.findings[step]?.result ?? 'open';
}

/** The standing answer of a step, if there is one. */
export function answerOf(view: VisitView, step: string): AnswerValue | undefined {
  return view.fields[`step/${step}`]?.values[0]?.value as AnswerValue | undefined;
}

/** Failed steps that stay open knowingly. */
export function leftOpen(view: VisitView): readonly string[] {
  const value = view.fields['outcome/open']?.values[0]?.value as { steps?: readonly string[] } | undefined;
  return value?.steps ?? [];
}

/** The step answered last by this engineer, for going back one step. */
export function lastAnswered(view: VisitView, me: string | undefined): Step | undefined {
  let latest: { step: Step; time: number } | undefined;
  for (const step of view.record.checklist.steps) {
    const own = view.fields[`step/${step.id}`]?.values.find((shown) => shown.author === me);
    if (own !== undefined && own.time > (latest?.time ?? 0)) latest = { step, time: own.time };
  }
  return latest?.step;
}

export function limitsText(language: Language, step: Step): string {
  if (step.limits === null) return '';
  const { min, max } = step.limits;
  const unit = unitIn(step.limits.unit, language);
  const words = checklistWords[language];
  if (min !== null && max !== null) return words.between(min, max, unit);
  if (min !== null) return words.atLeast(min, unit);
  return max === null ? '' : words.atMost(max, unit);
}
