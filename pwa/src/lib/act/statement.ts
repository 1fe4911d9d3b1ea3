/** Builds statement.json: who signed what, when, where and how, signed by this phone's key. */

import { base64url, canonical, contentHash, hex, shortCode, type Bytes } from './hash';
import type { Act, Fields } from './types';

export interface StatementParts {
  /** The op_ids shown per field, and the SHA-256 of each file shown: `coverage` makes it. */
  readonly covers: Covers;
  /** Absent for a refusal or an absence: nobody signed. */
  readonly signer?: Signer;
  readonly signature?: Drawing;
  readonly refusal?: { readonly how: 'refused' | 'absent'; readonly reason: string; readonly by?: string };
  readonly ceremony: readonly CeremonyStep[];
  readonly time: {
    readonly wall: string;
    readonly mono: number;
    readonly boot: string;
    readonly off: number | null;
    readonly off_age_s: number | null;
    readonly confidence: 'high' | 'medium' | 'low';
  };
  readonly place: Place | { readonly absent: string };
  readonly crew: readonly { readonly person: string; readonly name: string; readonly devices: readonly string[] }[];
  readonly device: { readonly id: string; readonly public_key: PublicKey };
  readonly app: string;
  /** Per device the seq and hash of the last op known. */
  readonly chains: Readonly<Record<string, { readonly seq: number; readonly hash: string }>>;
}

export interface Covers {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly string[];
}

export interface Signer {
  readonly name: string;
  readonly position: string;
  readonly organisation: string;
  readonly basis: string;
  readonly contact?: string;
  readonly identified_by: 'known_on_site' | 'document_shown';
}

/** An SVG path (`data` is the `d` attribute in a box of width x height) or a PNG (`data` is base64). */
export interface Drawing {
  readonly kind: 'svg_path' | 'png';
  readonly width: number;
  readonly height: number;
  readonly data: string;
  /** SHA-256 of the UTF-8 of a path, or of the decoded bytes of a PNG. */
  readonly sha256: string;
}

export interface CeremonyStep {
  readonly step: 'opened' | 'end_reached' | 'consent' | 'signed' | 'refused';
  readonly wall: string;
  readonly mono: number;
}

export interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly accuracy_m: number;
  readonly age_s: number;
  readonly to_site_m: number | null;
}

export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface Statement extends StatementParts {
  readonly format: 'onevisit-statement/1';
  readonly kind: 'signature' | 'refusal';
  readonly act_id: string;
  readonly content_hash: string;
  readonly short_code: string;
  readonly nonce: string;
  readonly sig: string;
}

/** What signing needs: the browser's `crypto` with the phone's non-extractable key inside, or Node's. */
export interface Signing<Key> {
  readonly key: Key;
  readonly crypto: {
    getRandomValues(bytes: Bytes): Bytes;
    readonly subtle: {
      sign(algorithm: { name: 'ECDSA'; hash: 'SHA-256' }, key: Key, bytes: Bytes): Promise<ArrayBuffer>;
    };
  };
}

/** Bind the signature to this act and nothing else. `sig` is base64url of r||s over the canonical rest. */
export async function buildStatement<Key>(act: Act, parts: StatementParts, signing: Signing<Key>): Promise<Statement> {
  const hash = await contentHash(act);
  const unsigned = {
    ...parts,
    format: 'onevisit-statement/1',
    kind: act.kind === 'refusal' ? 'refusal' : 'signature',
    act_id: act.act_id,
    content_hash: hash,
    short_code: shortCode(hash),
    nonce: hex(signing.crypto.getRandomValues(new Uint8Array(16))),
  } as const;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
  const sig = await signing.crypto.subtle.sign(algorithm, signing.key, canonical(unsigned));
  return { ...unsigned, sig: base64url(new Uint8Array(sig)) };
}

/** Everything the act shows, by op and by file. The customer's rating is never part of it. */
export function coverage(fields: Fields, act: Act): Covers {
  const covered = Object.entries(fields).filter(([field]) => field !== 'csat' && !field.startsWith('sign/'));
  const files = [...act.photos.map((one) => one.sha256), ...act.steps.flatMap((one) => one.photos)];
  return {
    fields: Object.fromEntries(covered.map(([field, shown]) => [field, shown.map((one) => one.op_id).sort()])),
    files: [...new Set(files)].sort(),
  };
}
