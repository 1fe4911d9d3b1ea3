/** The sign-off on the phone: the act as shown, its hash and short code, and the signed statement. */

export { buildAct } from './build';
export { canonical, contentHash, sha256, shortCode, utf8 } from './hash';
export { buildStatement, coverage } from './statement';
export type { Covers, Drawing, Place, PublicKey, Signer, Signing, Statement, StatementParts } from './statement';
export type { Act, Assessment, Fields, Shown, SignOff, VisitRecord } from './types';
