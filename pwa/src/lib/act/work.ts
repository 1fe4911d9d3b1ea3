/** The part of an act that comes from ops: crew, steps, outcome, parts, times, photos and what stays open. */

import { sortKey, type Shownable } from './display';
import type { Scene } from './scene';
import { agreeing, compare, inOrder, isConflict, standing } from './shown';
import type { Act, ActStep, OpenPoint, Shown, SignOff, Step, Value, VisitRecord } from './types';

type Work = Pick<Act, 'crew' | 'steps' | 'outcome' | 'notes' | 'parts' | 'times' | 'totals' | 'photos' | 'open'>;

/** The keys of act.json that the server rebuilds from ops and compares. */
export function writeWork(scene: Scene, omissions: NonNullable<SignOff['omissions']>): Work {
  const steps = scene.steps.flatMap((one) => actStep(scene, one) ?? []);
  return {
    crew: scene.record.crew.map((one) => crewMember(scene, one)),
    steps,
    outcome: outcome(scene),
    notes: looseNotes(scene, new Set(steps.map((one) => one.id))),
    parts: scene.kept('part').map(({ one }) => part(scene, one.value)),
    times: scene.kept('time').map(({ one }) => time(scene, one)),
    totals: totals(scene, steps),
    photos: scene.kept('photo').map(({ id, one }) => photo(scene, id, one)),
    open: [...openSteps(scene), ...omissions.map((one) => omission(scene, one))],
  };
}

function crewMember(scene: Scene, member: VisitRecord['crew'][number]): Act['crew'][number] {
  const times = scene.kept('time').filter(({ one }) => one.author === member.person);
  const work = times.filter(({ one }) => one.value.kind === 'work').map(({ one }) => one.value);
  const byInstant = (left: Shownable, right: Shownable): number => compare(sortKey(left), sortKey(right));
  const starts = work.map((one) => one.from).sort(byInstant);
  const ends = work.map((one) => one.to).sort(byInstant);
  // What the server wrote from the output of a device, no phone of the crew did.
  const ops = Object.entries(scene.fields).flatMap(([field, shown]) => (/^(parsed|reading)\//.test(field) ? [] : shown));
  const devices = ops.filter((one) => one.author === member.person).map((one) => one.device);
  return {
    name: scene.text(member.name),
    trades: [...member.trades],
    lead: member.lead ? 'yes' : 'no',
    devices: unique(devices).sort(compare),
    from: scene.moment(starts[0]),
    to: scene.moment(ends.at(-1)),
  };
}

function actStep(scene: Scene, step: Step): ActStep | undefined {
  const values = scene.values(step);
  const stands = standing(values);
  if (stands === undefined) return undefined;
  const result = stands.value.k ?? 'done';
  const agreed = agreeing(values, stands);
  const photos = ofStep(scene, 'photo', step).map((one) => one.sha256 ?? '');
  return {
    id: step.id,
    section: scene.section(step),
    text: scene.text(step.title),
    role: step.verify ? 'verify' : 'check',
    answer: scene.answer(step, stands.value),
    unit: scene.unit(stands),
    result,
    result_text: scene.word(result),
    fixed: agreed.some((one) => one.value.fixed) ? 'yes' : 'no',
    author: unique(agreed.map((one) => scene.author(one))).join(', '),
    time: scene.time(stands),
    note: notesOf(scene, step).join('\n'),
    photos: unique([...(stands.value.files ?? []), ...photos]),
  };
}

function notesOf(scene: Scene, step: Step): string[] {
  const read = scene.isRead(step) ? [scene.word('read_from_device')] : [];
  return [...read, ...ofStep(scene, 'note', step).map((one) => scene.text(one.text))];
}

function ofStep(scene: Scene, kind: string, step: Step): Value[] {
  const values = scene.kept(kind).map(({ one }) => one.value);
  return values.filter((one) => one.step === step.id);
}

function outcome(scene: Scene): Act['outcome'] {
  const cause = scene.standing('outcome/cause')?.value;
  const known = scene.record.checklist.causes?.find((one) => one.id === cause?.opt);
  return {
    cause: scene.text(cause?.opt == null ? cause?.text : known?.title),
    remedy: scene.text(scene.standing('outcome/remedy')?.value.text),
  };
}

function looseNotes(scene: Scene, answered: ReadonlySet<string>): Act['notes'] {
  const loose = scene.kept('note').filter(({ one }) => one.value.step == null || !answered.has(one.value.step));
  return loose.map(({ one }) => ({
    text: scene.text(one.value.text),
    author: scene.author(one),
    time: scene.time(one),
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

function totals(scene: Scene, steps: readonly ActStep[]): Act['totals'] {
  const count = (result: string): string => String(steps.filter((one) => one.result === result).length);
  const spent = (kind: string): string => {
    const rows = scene.kept('time').filter(({ one }) => one.value.kind === kind);
    return scene.duration(rows.reduce((sum, { one }) => sum + (one.value.minutes ?? 0), 0));
  };
  return {
    steps: String(scene.steps.length),
    answered: String(steps.length),
    passed: count('pass'),
    failed: count('fail'),
    photos: String(scene.kept('photo').length),
    work: spent('work'),
    travel: spent('travel'),
  };
}

function photo(scene: Scene, id: string, one: Shown): Act['photos'][number] {
  const caption = scene.standing(`caption/${id}`);
  return {
    sha256: one.value.sha256 ?? '',
    thumbnail: scene.text(one.value.thumbnail),
    caption: scene.text(caption === undefined ? one.value.caption : caption.value.text),
    step: scene.text(one.value.step),
    author: scene.author(one),
    time: scene.time(one),
  };
}

function openSteps(scene: Scene): OpenPoint[] {
  const leftOpen = new Set(scene.standing('outcome/open')?.value.steps ?? []);
  return scene.steps.flatMap((step) => {
    const values = scene.values(step);
    const stands = standing(values);
    const points = isConflict(values)
      ? [openPoint(scene, step, 'conflict', inOrder(values).map((one) => signedAnswer(scene, step, one)))]
      : [];
    const isNotDone = stands === undefined && (scene.missing.has(step.id) || step.required === true);
    if (isNotDone) points.push(openPoint(scene, step, 'not_done', []));
    else if (leftOpen.has(step.id) || stands?.value.k === 'fail') points.push(openPoint(scene, step, 'open', []));
    return points;
  });
}

function openPoint(scene: Scene, step: Step, kind: OpenPoint['kind'], values: readonly string[]): OpenPoint {
  return { kind, kind_text: scene.word(kind), step: step.id, text: scene.text(step.title), values };
}

function signedAnswer(scene: Scene, step: Step, one: Shown): string {
  const answer = [scene.answer(step, one.value), scene.unit(one)].filter((part) => part !== '').join(' ');
  return `${answer} (${scene.author(one)}, ${scene.time(one)})`;
}

function omission(scene: Scene, one: { readonly person: string; readonly after: string }): OpenPoint {
  const after = scene.word('omission_of').replace('{after}', () => scene.moment(one.after));
  const text = after.replace('{person}', () => scene.text(one.person));
  return { kind: 'omission', kind_text: scene.word('omission'), step: '', text, values: [] };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
