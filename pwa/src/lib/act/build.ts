/** Builds act.json: what the customer was shown, as displayed strings. Pure. Twin: server/report/act.py. */

import type { Shownable } from './display';
import { Scene } from './scene';
import type { Act, Fields, SignOff, VisitRecord } from './types';
import { writeWork } from './work';

/** Freeze what is on the screen. `record` is the visit change of the feed, `fields` the shown values per field. */
export function buildAct(record: VisitRecord, fields: Fields, signOff: SignOff): Act {
  const scene = new Scene(record, fields, signOff.assessment, signOff.language);
  return {
    format: 'onevisit-act/1',
    act_id: signOff.act_id,
    kind: signOff.kind ?? 'act',
    language: signOff.language,
    zone: scene.zone,
    made: scene.moment(signOff.at),
    template: record.checklist.templates.map((one) => texts(scene, one, 'id', 'version', 'title')),
    ...header(scene),
    ...writeWork(scene, signOff.omissions ?? []),
    consent: texts(scene, record.consent, 'id', 'version', 'text'),
    clause: texts(scene, record.clause, 'id', 'version', 'text'),
    ...customersWord(scene, signOff),
  };
}

function header(scene: Scene): Pick<Act, 'visit' | 'tickets' | 'customer' | 'site' | 'contact' | 'assets'> {
  const { record } = scene;
  return {
    visit: { id: record.id, number: record.number },
    tickets: record.tickets.map((one) => ticket(scene, one)),
    customer: texts(scene, record.customer, 'id', 'name'),
    site: texts(scene, record.site, 'id', 'name', 'address'),
    contact: texts(scene, record.contact ?? {}, 'name'),
    assets: (record.assets ?? []).map((one) => texts(scene, one, 'id', 'name', 'model', 'serial')),
  };
}

function ticket(scene: Scene, one: VisitRecord['tickets'][number]): Act['tickets'][number] {
  return {
    number: one.number,
    symptom: scene.text(one.symptom_title),
    text: scene.text(one.text),
    opened: scene.moment(one.opened_at),
    triage: (one.triage ?? []).map((said) => texts(scene, said, 'title', 'answer')),
  };
}

function customersWord(scene: Scene, signOff: SignOff): Pick<Act, 'word' | 'refusal' | 'previous'> {
  const { word, refusal, previous } = signOff;
  return {
    ...(word != null && {
      word: { result: word.result, text: scene.word(word.result), remarks: scene.text(word.remarks) },
    }),
    ...(refusal != null && {
      refusal: { how: refusal.how, text: scene.word(refusal.how), ...texts(scene, refusal, 'reason', 'by') },
    }),
    ...(previous != null && { previous: { act_id: previous.act_id, content_hash: previous.content_hash } }),
  };
}

function texts<Key extends string>(
  scene: Scene,
  thing: Readonly<Partial<Record<Key, Shownable>>>,
  ...keys: Key[]
): Record<Key, string> {
  return Object.fromEntries(keys.map((key) => [key, scene.text(thing[key])])) as Record<Key, string>;
}
