/** What an engineer writes on a visit. Each call is one strict transaction; when it resolves, the work is on disk. */
import { save, type Desk, type Entry } from './desk';
import { dropDraft, dropDraftsAtEnd } from './drafts';
import type { VisitRecord } from './visit-record';
import type { JsonObject, Step } from '../checklist';
import type { Json } from '../domain/json';
import { Problem } from '../domain/problems';
import type { WriteTx } from '../store/local-store';
import { findVisit, readLiveFields } from '../store/read-cache';

export type AbortReason =
  | 'no_access' | 'customer_absent' | 'missing_part' | 'missing_skill' | 'unsafe' | 'wrong_site' | 'other';

export type OwnState = 'travelling' | 'on_site' | 'work_done' | 'aborted';

export interface Outcome {
  readonly cause?: string;
  readonly remedy?: string;
  /** Failed steps that stay open and become a follow-up. */
  readonly open?: readonly string[];
}

/** Answer a step. `raw` is what was tapped or typed; the checklist engine judges it. Throws InvalidAnswer. */
export async function setAnswer(desk: Desk, visit: string, stepId: string, raw: JsonObject): Promise<void> {
  const field = `step/${stepId}`;
  const step = await getStep(desk, visit, stepId);
  const live = await desk.store.read((tx) => readLiveFields(tx, visit));
  const before = (live.get(field)?.shown ?? []).map((shown) => shown.value as JsonObject);
  const { judge } = await desk.platform.checklist();
  const value = judge(step, raw, before);
  await save(desk, [answer(visit, field, value, step.from[0])], async (tx) => {
    await dropDraft(tx, visit, `answer/${stepId}`);
    await dropDraft(tx, visit, `why/${stepId}`);
  });
}

export async function setOutcome(desk: Desk, visit: string, outcome: Outcome): Promise<void> {
  const entries: Entry[] = [];
  if (outcome.cause !== undefined) entries.push(answer(visit, 'outcome/cause', { k: 'done', opt: outcome.cause }));
  if (outcome.remedy !== undefined) entries.push(answer(visit, 'outcome/remedy', { k: 'done', text: outcome.remedy }));
  if (outcome.open !== undefined) entries.push(answer(visit, 'outcome/open', { k: 'done', steps: outcome.open }));
  await save(desk, entries, async (tx) => {
    if (outcome.remedy !== undefined) await dropDraft(tx, visit, 'outcome');
  });
}

export async function packKit(desk: Desk, visit: string, item: string): Promise<void> {
  await save(desk, [answer(visit, `kit/${item}`, { k: 'done' })]);
}

/** Settle a conflict in favour of one of the candidates. All candidates are kept in the history. */
export async function settleConflict(desk: Desk, visit: string, field: string, opId: string): Promise<void> {
  const live = await desk.store.read((tx) => readLiveFields(tx, visit));
  const chosen = live.get(field)?.shown.find((value) => value.op_id === opId);
  if (chosen === undefined) throw new Problem('step_unknown', { field });
  const type = field === 'status' ? 'visit.status' : 'answer.set';
  await save(desk, [{ type, visit, field, value: chosen.value }]);
}

export async function setStatus(
  desk: Desk,
  visit: string,
  state: OwnState,
  reason?: AbortReason,
): Promise<void> {
  const value = { state, ...(reason === undefined ? {} : { reason }) };
  await save(desk, [{ type: 'visit.status', visit, field: 'status', value }], async (tx) => {
    if (state === 'aborted') await dropDraftsAtEnd(tx, visit);
  });
}

export async function addNote(desk: Desk, visit: string, text: string, step?: string): Promise<string> {
  const value = { text, ...(step === undefined ? {} : { step }) };
  return addItem(desk, visit, 'note.add', 'note', value, (tx) => dropDraft(tx, visit, step === undefined ? 'note' : `note/${step}`));
}

export async function addPart(
  desk: Desk,
  visit: string,
  part: { readonly name: string; readonly serial?: string; readonly quantity: number },
): Promise<string> {
  const { name, serial, quantity } = part;
  const value = { name, quantity, ...(serial === undefined ? {} : { serial }) };
  return addItem(desk, visit, 'part.add', 'part', value, (tx) => dropDraft(tx, visit, 'part'));
}

export async function addTime(
  desk: Desk,
  visit: string,
  time: { readonly kind: 'travel' | 'work'; readonly from: string; readonly to: string; readonly minutes: number },
): Promise<string> {
  return addItem(desk, visit, 'time.add', 'time', { ...time });
}

export async function removeItem(desk: Desk, visit: string, field: string): Promise<void> {
  await save(desk, [{ type: 'item.remove', visit, field, value: { k: 'removed' } }]);
}

export async function setCaption(desk: Desk, visit: string, photo: string, text: string): Promise<void> {
  await save(desk, [{ type: 'caption.set', visit, field: `caption/${photo}`, value: { text } }]);
}

export async function draftArticle(
  desk: Desk,
  visit: string,
  article: { readonly symptom: string; readonly title: string; readonly cause: string; readonly remedy: string },
): Promise<string> {
  return addItem(desk, visit, 'article.draft', 'article', { ...article });
}

export async function linkArticle(desk: Desk, visit: string, article: string): Promise<string> {
  return addItem(desk, visit, 'article.link', 'article', { article });
}

/** Keep the customer's rating. It lies apart, no screen reads it, and the feed never brings it back. */
export async function giveRating(
  desk: Desk,
  visit: string,
  given: { readonly rating: 1 | 2 | 3 | 4 | 5 | null; readonly comment?: string },
): Promise<void> {
  const { rating, comment } = given;
  const value = { rating, skipped: rating === null, ...(comment ? { comment } : {}) };
  await save(desk, [{ type: 'csat.set', visit, field: 'csat', value }]);
}

export async function getStep(desk: Desk, visit: string, stepId: string): Promise<Step> {
  const row = await desk.store.read((tx) => findVisit(tx, visit));
  if (row === undefined) throw new Problem('visit_unknown', { visit });
  const { checklist } = row.record as unknown as VisitRecord;
  const step = checklist.steps.find((candidate) => candidate.id === stepId.split('@')[0]);
  if (step === undefined) throw new Problem('step_unknown', { step: stepId });
  return step;
}

function answer(visit: string, field: string, value: Json, tpl?: string): Entry {
  return { type: 'answer.set', visit, field, value, ...(tpl === undefined ? {} : { tpl }) };
}

async function addItem(
  desk: Desk,
  visit: string,
  type: Entry['type'],
  kind: string,
  value: Json,
  alongside?: (tx: WriteTx) => Promise<void>,
): Promise<string> {
  const id = desk.newId();
  await save(desk, [{ type, visit, field: `${kind}/${id}`, value }], alongside);
  return id;
}
