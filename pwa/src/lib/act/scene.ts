/** The inputs of one act with the language and the site's zone applied: names, times and answers as displayed. */

import * as display from './display';
import type { Language, Shownable } from './display';
import { kept, standing } from './shown';
import type { Assessment, Fields, Shown, Step, Value, VisitRecord } from './types';

export class Scene {
  readonly zone: string;
  readonly steps: readonly Step[];
  readonly missing: ReadonlySet<string>;
  private readonly names: ReadonlyMap<string, string>;
  private readonly sections: ReadonlyMap<string, Shownable>;

  constructor(
    readonly record: VisitRecord,
    readonly fields: Fields,
    assessment: Assessment,
    readonly language: Language,
  ) {
    const { steps, templates } = record.checklist;
    const visible = new Set(assessment.visible);
    this.zone = record.site.zone;
    this.missing = new Set(assessment.missing);
    this.steps = steps.filter((one) => visible.has(one.id));
    this.names = new Map(record.crew.map((one) => [one.person, one.name]));
    this.sections = new Map(templates.map((one) => [`${one.id}@${one.version}`, one.title]));
  }

  text(value: Shownable): string {
    return display.text(value, this.language);
  }

  word(key: string): string {
    return display.word(key, this.language);
  }

  moment(instant: Shownable): string {
    return display.moment(instant, this.zone, this.language);
  }

  number(value: Shownable): string {
    return display.number(value, this.language);
  }

  duration(minutes: number): string {
    return display.duration(minutes, this.language);
  }

  unit(one: Shown): string {
    return display.unit(this.text(one.value.unit), this.language);
  }

  time(one: Shown): string {
    return this.moment(one.at.wall);
  }

  author(one: Shown): string {
    return this.text(this.names.get(one.author) || one.author_name || one.author);
  }

  /** What people answered; where nobody did, what the output of a device says. */
  values(step: Step): readonly Shown[] {
    const answered = this.fields[`step/${step.id}`] ?? [];
    return answered.length > 0 ? answered : (this.fields[`parsed/${step.fact}`] ?? []);
  }

  isRead(step: Step): boolean {
    return (this.fields[`step/${step.id}`] ?? []).length === 0 && this.values(step).length > 0;
  }

  standing(field: string): Shown | undefined {
    return standing(this.fields[field] ?? []);
  }

  kept(kind: string): { id: string; one: Shown }[] {
    return kept(this.fields, kind);
  }

  section(step: Step): string {
    const known = step.from.filter((one) => this.sections.has(one));
    return known.map((one) => this.text(this.sections.get(one))).join(' + ');
  }

  /** One answer as the customer reads it, without its unit. */
  answer(step: Step, value: Value): string {
    if (value.k === 'na') {
      const why = this.text(value.why);
      return why === '' ? this.word('na') : `${this.word('na')}: ${why}`;
    }
    if (value.opts != null) return value.opts.map((one) => this.option(step, one)).join('; ');
    if (value.opt != null) return this.option(step, value.opt);
    if (value.num != null) return this.number(value.num);
    if (value.text != null && step.kind === 'reading') return this.extent(value.text);
    if (value.text != null) return step.kind === 'date_time' ? this.moment(value.text) : this.text(value.text);
    if (value.files != null && value.files.length > 0) {
      return display.photoCount(value.files.length, this.language);
    }
    return this.word(value.k ?? 'done');
  }

  /** The output of a device is evidence and fills pages: the act says how long it is. */
  private extent(value: Shownable): string {
    return `${this.word('output_of_device')}: ${this.number(this.text(value).split('\n').length)}`;
  }

  private option(step: Step, id: string): string {
    const label = this.text(step.options?.find((one) => one.id === id)?.label);
    if (label !== '') return label;
    return id === 'yes' || id === 'no' ? this.word(id) : this.text(id);
  }
}
