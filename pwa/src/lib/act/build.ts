/** Builds act.json: what the customer was shown, as displayed strings. Pure. Twin: server/report/act.py. */

import { answerText } from './answer';
import * as display from './display';
import type { Shownable } from './display';
import { agreeing, compare, inOrder, isConflict, kept, standing } from './shown';
import type { Act, ActStep, Clause, Fields, OpenPoint, Shown, SignOff, Step, Value, VisitRecord } from './types';

/** Freeze what is on the screen. `record` is the visit change of the feed, `fields` the shown values per field. */
export function buildAct(record: VisitRecord, fields: Fields, signOff: SignOff): Act {
  const scene = new Scene(record, fields, signOff);
  const { word, refusal, previous } = signOff;
  return {
    format: 'onevisit-act/1',
    act_id: signOff.act_id,
    kind: signOff.kind ?? 'act',
    language: signOff.language,
    zone: scene.zone,
    made: scene.moment(signOff.at),
    template: record.checklist.templates.map((one) => ({
      id: one.id,
      version: scene.text(one.version),
      title: scene.text(one.title),
    })),
    ...header(scene),
    crew: record.crew.map((one) => crewMember(scene, one)),
    steps: answeredSteps(scene),
    outcome: outcome(scene),
    notes: looseNotes(scene),
    parts: scene.kept('part').map(({ one }) => part(scene, one.value)),
    times: scene.kept('time').map(({ one }) => time(scene, one)),
    totals: totals(scene),
    photos: photos(scene),
    open: openPoints(scene, signOff),
    consent: clause(scene, record.consent),
    clause: clause(scene, record.clause),
    ...(word != null && {
      word: { result: word.result, text: scene.word(word.result), remarks: scene.text(word.remarks) },
    }),
    ...(refusal != null && {
      refusal: {
        how: refusal.how,
        text: scene.word(refusal.how),
        reason: scene.text(refusal.reason),
        by: scene.text(refusal.by),
      },
    }),
    ...(previous != null && { previous: { act_id: previous.act_id, content_hash: previous.content_hash } }),
  };
}

/** The inputs of one act with the language and zone applied. */
class Scene {
  readonly zone: string;
  readonly steps: readonly Step[];
  readonly missing: ReadonlySet<string>;
  private readonly names: ReadonlyMap<string, string>;
  private readonly sections: ReadonlyMap<string, Shownable>;

  constructor(
    readonly record: VisitRecord,
    readonly fields: Fields,
    readonly signOff: SignOff,
  ) {
    const visible = new Set(signOff.assessment.visible);
    this.zone = record.site.zone;
    this.missing = new Set(signOff.assessment.missing);
    this.steps = record.checklist.steps.filter((one) => visible.has(one.id));
    this.names = new Map(record.crew.map((one) => [one.person, one.name]));
    this.sections = new Map(record.checklist.templates.map((one) => [`${one.id}@${one.version}`, one.title]));
  }

  text(value: Shownable): string {
    return display.text(value, this.signOff.language);
  }

  word(key: string): string {
    return display.word(key, this.signOff.language);
  }

  moment(instant: Shownable): string {
    return display.moment(instant, this.zone, this.signOff.language);
  }

  number(value: Shownable): string {
    return display.number(value, this.signOff.language);
  }

  duration(minutes: number): string {
    return display.duration(minutes, this.signOff.language);
  }

  answer(step: Step, value: Value): string {
    return answerText(step, value, { language: this.signOff.language, zone: this.zone });
  }

  values(step: Step): readonly Shown[] {
    return this.fields[`step/${step.id}`] ?? [];
  }

  standing(field: string): Shown | undefined {
    return standing(this.fields[field] ?? []);
  }

  kept(kind: string): { id: string; one: Shown }[] {
    return kept(this.fields, kind);
  }

  author(one: Shown): string {
    return this.text(this.names.get(one.author) || one.author_name || one.author);
  }

  section(step: Step): string {
    const known = step.from.filter((one) => this.sections.has(one));
    return known.map((one) => this.text(this.sections.get(one))).join(' + ');
  }
}

function header(scene: Scene): Pick<Act, 'visit' | 'tickets' | 'customer' | 'site' | 'contact' | 'assets'> {
  const { record } = scene;
  return {
    visit: { id: record.id, number: record.number },
    tickets: record.tickets.map((one) => ({
      number: one.number,
      symptom: scene.text(one.symptom_title),
      text: scene.text(one.text),
      opened: scene.moment(one.opened_at),
      triage: (one.triage ?? []).map((said) => ({ title: scene.text(said.title), answer: scene.text(said.answer) })),
    })),
    customer: { id: scene.text(record.customer.id), name: scene.text(record.customer.name) },
    site: {
      id: scene.text(record.site.id),
      name: scene.text(record.site.name),
      address: scene.text(record.site.address),
    },
    contact: { name: scene.text(record.contact?.name) },
    assets: (record.assets ?? []).map((one) => ({
      id: scene.text(one.id),
      name: scene.text(one.name),
      model: scene.text(one.model),
      serial: scene.text(one.serial),
    })),
  };
}

function crewMember(scene: Scene, member: VisitRecord['crew'][number]): Act['crew'][number] {
  const ops = Object.values(scene.fields).flat().filter((one) => one.author === member.person);
  const work = scene
    .kept('time')
    .filter(({ one }) => one.author === member.person && one.value.kind === 'work')
    .map(({ one }) => one.value);
  const byInstant = (left: Shownable, right: Shownable): number =>
    compare(display.sortKey(left), display.sortKey(right));
  const starts = work.map((one) => one.from).sort(byInstant);
  const ends = work.map((one) => one.to).sort(byInstant);
  return {
    name: scene.text(member.name),
    trades: [...member.trades],
    lead: member.lead ? 'yes' : 'no',
    devices: [...new Set(ops.map((one) => one.device))].sort(compare),
    from: scene.moment(starts[0]),
    to: scene.moment(ends.at(-1)),
  };
}

function answeredSteps(scene: Scene): ActStep[] {
  return scene.steps.flatMap((step) => {
    const stands = standing(scene.values(step));
    return stands === undefined ? [] : [actStep(scene, step, stands)];
  });
}

function actStep(scene: Scene, step: Step, stands: Shown): ActStep {
  const result = stands.value.k ?? 'done';
  return {
    id: step.id,
    section: scene.section(step),
    text: scene.text(step.title),
    role: step.verify ? 'verify' : 'check',
    answer: scene.answer(step, stands.value),
    unit: scene.text(stands.value.unit),
    result,
    result_text: scene.word(result),
    author: unique(agreeing(scene.values(step), stands).map((one) => scene.author(one))).join(', '),
    time: scene.moment(stands.at.wall),
    note: scene
      .kept('note')
      .filter(({ one }) => one.value.step === step.id)
      .map(({ one }) => scene.text(one.value.text))
      .join('\n'),
    photos: stepPhotos(scene, step.id, stands.value),
  };
}

function stepPhotos(scene: Scene, stepId: string, value: Value): string[] {
  const ofStep = scene.kept('photo').filter(({ one }) => one.value.step === stepId);
  return unique([...(value.files ?? []), ...ofStep.map(({ one }) => one.value.sha256 ?? '')]);
}

function outcome(scene: Scene): Act['outcome'] {
  const cause = scene.standing('outcome/cause')?.value;
  const known = scene.record.checklist.causes?.find((one) => one.id === cause?.opt);
  return {
    cause: scene.text(cause?.opt == null ? cause?.text : known?.title),
    remedy: scene.text(scene.standing('outcome/remedy')?.value.text),
  };
}

function looseNotes(scene: Scene): Act['notes'] {
  const answered = new Set(scene.steps.filter((one) => scene.values(one).length > 0).map((one) => one.id));
  return scene
    .kept('note')
    .filter(({ one }) => one.value.step == null || !answered.has(one.value.step))
    .map(({ one }) => ({
      text: scene.text(one.value.text),
      author: scene.author(one),
      time: scene.moment(one.at.wall),
    }));
}

function part(scene: Scene, value: Value): Act['parts'][number] {
  return {
    name: scene.text(value.name),
    serial: scene.text(value.serial),
    quantity: scene.number(value.quantity),
  };
}

function time(scene: Scene, one: Shown): Act['times'][number] {
  const kind = one.value.kind ?? 'work';
  return {
    person: scene.author(one),
    kind,
    kind_text: scene.word(kind),
    from: scene.moment(one.value.from),
    to: scene.moment(one.value.to),
    duration: scene.duration(one.value.minutes ?? 0),
  };
}

function totals(scene: Scene): Act['totals'] {
  const results = answeredSteps(scene).map((one) => one.result);
  const count = (result: string): string => String(results.filter((one) => one === result).length);
  const spent = (kind: string): string => {
    const rows = scene.kept('time').filter(({ one }) => one.value.kind === kind);
    return scene.duration(rows.reduce((sum, { one }) => sum + (one.value.minutes ?? 0), 0));
  };
  return {
    people: String(scene.record.crew.length),
    steps: String(scene.steps.length),
    answered: String(results.length),
    passed: count('pass'),
    failed: count('fail'),
    photos: String(scene.kept('photo').length),
    work: spent('work'),
    travel: spent('travel'),
  };
}

function photos(scene: Scene): Act['photos'] {
  return scene.kept('photo').map(({ id, one }) => {
    const caption = scene.standing(`caption/${id}`);
    return {
      sha256: one.value.sha256 ?? '',
      thumbnail: scene.text(one.value.thumbnail),
      caption: scene.text(caption === undefined ? one.value.caption : caption.value.text),
      step: scene.text(one.value.step),
      author: scene.author(one),
      time: scene.moment(one.at.wall),
    };
  });
}

function openPoints(scene: Scene, signOff: SignOff): OpenPoint[] {
  const leftOpen = new Set(scene.standing('outcome/open')?.value.steps ?? []);
  const ofSteps = scene.steps.flatMap((step) => openPointsOf(scene, step, leftOpen));
  const omissions = (signOff.omissions ?? []).map((one): OpenPoint => ({
    kind: 'omission',
    kind_text: scene.word('omission'),
    step: '',
    text: scene.text(one.person),
    values: [scene.moment(one.after)],
  }));
  return [...ofSteps, ...omissions];
}

function openPointsOf(scene: Scene, step: Step, leftOpen: ReadonlySet<string>): OpenPoint[] {
  const values = scene.values(step);
  const stands = standing(values);
  const point = (kind: OpenPoint['kind'], shown: readonly Shown[]): OpenPoint => ({
    kind,
    kind_text: scene.word(kind),
    step: step.id,
    text: scene.text(step.title),
    values: shown.map((one) => signedAnswer(scene, step, one)),
  });
  const points = isConflict(values) ? [point('conflict', inOrder(values))] : [];
  if (stands === undefined && (scene.missing.has(step.id) || step.required)) points.push(point('not_done', []));
  else if (leftOpen.has(step.id) || stands?.value.k === 'fail') points.push(point('open', []));
  return points;
}

function signedAnswer(scene: Scene, step: Step, one: Shown): string {
  const answer = [scene.answer(step, one.value), scene.text(one.value.unit)].filter((part) => part !== '').join(' ');
  return `${answer} (${scene.author(one)}, ${scene.moment(one.at.wall)})`;
}

function clause(scene: Scene, one: Clause): Act['clause'] {
  return { id: one.id, version: scene.text(one.version), text: scene.text(one.text) };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
