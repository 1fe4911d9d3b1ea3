/** From what the customer gave to what is kept: act, statement, one strict write. */
import { freezeAct, signStatement, type Act, type Drawing } from '$lib/actions/evidence';
import type { Core, Refusal, SignOffParts, VisitView } from '$lib/actions';
import type { Language } from '$lib/i18n/language';
import { mark, type Ceremony } from './ceremony';
import { placeAt } from './place';

/** What was read, as one comparable text: the ops of every field that a statement covers. */
export function readCovers(view: VisitView): string {
  const covered = Object.values(view.fields).filter(({ field }) => field !== 'csat' && !field.startsWith('sign/'));
  return JSON.stringify(covered.map(({ field, values }) => [field, values.map((shown) => shown.op_id).sort()]).sort());
}

/** Keep the signature. When this resolves it is on disk. Returns the short code that the act carries. */
export async function keepSignature(
  core: Core,
  parts: SignOffParts,
  act: Act,
  ceremony: Ceremony,
  drawing: Drawing,
): Promise<string> {
  const { name, position, organisation, basis, identified_by } = ceremony.signer;
  if (identified_by === '') throw new Error('It is not said how the signer was identified.');
  const signer = {
    name: name.trim(),
    position: position.trim(),
    organisation: organisation.trim(),
    basis: basis.trim(),
    identified_by,
  };
  const statement = await signStatement(atThisMoment(parts), act, {
    signer,
    drawing,
    ceremony: mark(ceremony.marks, 'signed'),
    place: placeAt(ceremony.place, parts.visit.record.site),
  });
  await core.captureSignOff(ceremony.visit, { act: { ...act }, statement: { ...statement } });
  return statement.short_code;
}

/** Keep that nobody signed, and why. */
export async function keepRefusal(
  core: Core,
  visit: string,
  language: Language,
  refusal: Refusal,
  place: Ceremony['place'],
): Promise<void> {
  const parts = await core.prepareSignOff(visit, 'refusal');
  const act = freezeAct(parts, { language, refusal });
  const scene = { ceremony: mark(mark([], 'opened'), 'refused'), place: placeAt(place, parts.visit.record.site) };
  const statement = await signStatement(parts, act, scene, refusal);
  await core.refuseSignOff(visit, { act: { ...act }, statement: { ...statement } }, refusal);
}

/** The parts were made when the summary opened; the statement says when it was signed. */
function atThisMoment(parts: SignOffParts): SignOffParts {
  const mono = Math.round(performance.now());
  const wall = new Date(Date.parse(parts.time.wall) + (mono - parts.time.mono)).toISOString();
  return { ...parts, time: { ...parts.time, mono, wall } };
}
