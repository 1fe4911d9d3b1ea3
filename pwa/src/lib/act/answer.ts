/** One answer as the customer reads it. */

import * as display from './display';
import type { Language } from './display';
import type { Step, Value } from './types';

export interface Look {
  readonly language: Language;
  readonly zone: string;
}

export function answerText(step: Step, value: Value, look: Look): string {
  const { language } = look;
  if (value.k === 'na') return notApplicable(value, language);
  if (value.opts !== undefined) return value.opts.map((one) => option(step, one, language)).join('; ');
  if (value.opt != null) return option(step, value.opt, language);
  if (value.num != null) return display.number(value.num, language);
  if (value.text != null) {
    return step.kind === 'date_time'
      ? display.moment(value.text, look.zone, language)
      : display.text(value.text, language);
  }
  if (value.files !== undefined && value.files.length > 0) return display.photoCount(value.files.length, language);
  return display.word(value.k ?? 'done', language);
}

function notApplicable(value: Value, language: Language): string {
  const why = display.text(value.why, language);
  return why === '' ? display.word('na', language) : `${display.word('na', language)}: ${why}`;
}

function option(step: Step, id: string, language: Language): string {
  const label = display.text(step.options?.find((one) => one.id === id)?.label, language);
  if (label !== '') return label;
  return id === 'yes' || id === 'no' ? display.word(id, language) : display.text(id, language);
}
