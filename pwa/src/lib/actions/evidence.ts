/** Act and statement from a frozen view: the same for the sign-off screens and for simulated phones. */
import type { SignOffParts } from './sign-off';
import {
  buildAct, buildStatement, contentHash, coverage, shortCode, type Act, type Drawing, type Fields, type Place, type PublicKey, type Signer,
  type Statement,
} from '../act';
export type { Act, Drawing, Signer };
import type { SignOff as ActInput, VisitRecord as ActRecord } from '../act';

export interface CeremonyStep {
  readonly step: 'opened' | 'end_reached' | 'consent' | 'signed' | 'refused';
  readonly wall: string;
  readonly mono: number;
}

export type ActWords = Pick<ActInput, 'language' | 'word' | 'refusal'>;

export interface SigningScene {
  readonly signer?: Signer;
  readonly drawing?: Drawing;
  readonly ceremony: readonly CeremonyStep[];
  readonly place: Place | { readonly absent: string };
}

/** The act as it is shown to the customer now. */
export function freezeAct(parts: SignOffParts, words: ActWords): Act {
  return buildAct(parts.visit.record as unknown as ActRecord, fieldsOf(parts), {
    ...words,
    act_id: parts.act_id,
    at: parts.time.wall,
    kind: words.refusal == null ? 'act' : 'refusal',
    assessment: parts.visit.assessment,
    omissions: parts.omissions,
  });
}

/** The statement over an act, signed with the key of this phone. */
export function signStatement(
  parts: SignOffParts,
  act: Act,
  scene: SigningScene,
  refusal?: Statement['refusal'],
): Promise<Statement> {
  const { signer, drawing, ceremony, place } = scene;
  return buildStatement(
    act,
    {
      covers: coverage(fieldsOf(parts), act),
      ...(signer === undefined ? {} : { signer }),
      ...(drawing === undefined ? {} : { signature: drawing }),
      ...(refusal === undefined ? {} : { refusal }),
      ceremony,
      time: parts.time,
      place,
      crew: parts.crew,
      device: { id: parts.device.id, public_key: parts.device.public_key as PublicKey },
      app: parts.app,
      chains: parts.chains,
    },
    { key: parts.key, crypto },
  );
}

function fieldsOf(parts: SignOffParts): Fields {
  const { fields } = parts.visit;
  return Object.fromEntries(Object.values(fields).map(({ field, values }) => [field, values])) as unknown as Fields;
}

/** The short code of an act as it stands: what the customer may write down. */
export async function codeOf(act: Act): Promise<string> {
  return shortCode(await contentHash(act));
}
