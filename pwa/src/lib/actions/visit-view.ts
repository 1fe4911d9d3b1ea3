/** A visit as it stands on this phone now: the record, every field with its values, photos, conflicts, assessment. Loads with the first visit. */
import type { ChecklistEngine } from './platform';
import { compare, NOTHING_UNSENT, summarise, type VisitSummary } from './visit-summary';
import type { Answers, Assessment } from '../checklist';
import type { Json } from '../domain/json';
import { standing, type TimedValue } from '../domain/standing';
import { correctedTime } from '../domain/time';
import type { ReadTx } from '../store/local-store';
import { listFiles } from '../store/file-shelf';
import { findVisit, listActs, readLiveFields, type LiveField } from '../store/read-cache';
import { STORES, type ActRow, type CachedValue, type FileState, type FrozenRow } from '../store/records';
import { readUnsent } from '../sync/heartbeat';

export interface ShownView extends TimedValue {
  readonly author: string;
  readonly author_name: string;
  readonly at: CachedValue['at'];
  readonly isUnsent: boolean;
}

export interface FieldView {
  readonly field: string;
  /** Standing values, the first one stands in front. */
  readonly values: readonly ShownView[];
  readonly conflict: boolean;
  /** Covered by a sign-off on this device: read-only here. */
  readonly isFrozen: boolean;
}

/** A note, photo, part or time that has not been removed. */
export interface ItemView {
  readonly id: string;
  readonly field: string;
  readonly value: { readonly [key: string]: Json };
  readonly shown: ShownView;
}

export interface PhotoView extends ItemView {
  readonly caption: string | null;
  /** `elsewhere`: made on another phone, its bytes are not here. */
  readonly state: FileState | 'stored' | 'elsewhere';
  readonly hasBytes: boolean;
}

export interface VisitView extends VisitSummary {
  readonly fields: Readonly<Record<string, FieldView>>;
  readonly answers: Answers;
  readonly assessment: Assessment;
  readonly notes: readonly ItemView[];
  readonly photos: readonly PhotoView[];
  readonly parts: readonly ItemView[];
  readonly times: readonly ItemView[];
  readonly conflicts: readonly FieldView[];
  readonly acts: readonly ActRow[];
  readonly signOffs: readonly ItemView[];
}

/** Undefined when this phone does not know the visit. */
export async function findVisitView(
  tx: ReadTx,
  visit: string,
  engine: ChecklistEngine,
  me: { readonly id: string; readonly name: string },
): Promise<VisitView | undefined> {
  const row = await findVisit(tx, visit);
  if (row === undefined) return undefined;
  const live = await readLiveFields(tx, visit);
  const acts = await listActs(tx, visit);
  const { visits } = await readUnsent(tx);
  const summary = summarise(row, live, acts, visits[visit] ?? NOTHING_UNSENT);
  const frozen = new Set((await tx.get<FrozenRow>(STORES.frozen, visit))?.fields ?? []);
  const names = new Map(summary.record.crew?.map((member) => [member.person, member.name]));
  names.set(me.id, me.name);
  const fields = Object.fromEntries(
    [...live.values()].map((field) => [field.field, viewField(field, names, frozen.has(field.field))]),
  );
  const answers = answersOf(fields);
  return {
    ...summary,
    fields,
    answers,
    assessment: engine.assess(summary.record.checklist, answers, summary.record.levels),
    notes: itemsOf(fields, 'note/'),
    photos: await photosOf(tx, visit, fields),
    parts: itemsOf(fields, 'part/'),
    times: itemsOf(fields, 'time/'),
    conflicts: Object.values(fields).filter((field) => field.conflict),
    acts,
    signOffs: itemsOf(fields, 'sign/'),
  };
}

function viewField(field: LiveField, names: ReadonlyMap<string, string>, isFrozen: boolean): FieldView {
  const shown = field.shown.map(
    (value): ShownView => ({
      op_id: value.op_id,
      device: value.device,
      seq: value.seq,
      value: value.value,
      author: value.author,
      author_name: value.author_name ?? names.get(value.author) ?? value.author,
      time: correctedTime(value.at),
      hlc: value.at.hlc,
      at: value.at,
      isUnsent: field.unsent.includes(value.op_id),
    }),
  );
  return { field: field.field, isFrozen, ...standing(field.field, shown) };
}

function answersOf(fields: Readonly<Record<string, FieldView>>): Answers {
  const answered = Object.values(fields).filter(
    ({ field }) => field.startsWith('step/') || field.startsWith('parsed/') || field.startsWith('outcome/'),
  );
  return Object.fromEntries(
    answered.map(({ field, values }) => [
      field,
      values.map(({ value, op_id, author }) => ({ value, op_id, author })),
    ]),
  );
}

function itemsOf(fields: Readonly<Record<string, FieldView>>, prefix: string): ItemView[] {
  const items: ItemView[] = [];
  for (const { field, values } of Object.values(fields)) {
    if (!field.startsWith(prefix) || values.some((shown) => kindOf(shown.value) === 'removed')) continue;
    const [shown] = values;
    if (shown === undefined) continue;
    items.push({ id: field.slice(prefix.length), field, value: shown.value as ItemView['value'], shown });
  }
  return items.sort((a, b) => a.shown.time - b.shown.time || compare(a.id, b.id));
}

async function photosOf(tx: ReadTx, visit: string, fields: Readonly<Record<string, FieldView>>): Promise<PhotoView[]> {
  const files = new Map((await listFiles(tx, visit)).map((file) => [file.sha256, file]));
  return itemsOf(fields, 'photo/').map((item) => {
    const file = files.get(String(item.value['sha256']));
    const caption = fields[`caption/${item.id}`]?.values[0]?.value as { text?: string } | undefined;
    return {
      ...item,
      caption: caption?.text ?? (item.value['caption'] as string | undefined) ?? null,
      state: file === undefined ? 'elsewhere' : file.stored === null ? file.state : 'stored',
      hasBytes: file?.has_bytes === true,
    };
  });
}

function kindOf(value: Json): Json | undefined {
  return (value as { k?: Json } | null)?.k;
}
