/** What can go wrong on the phone, as codes; the sentences for people stand beside the screens in both languages. */
import type { Json } from './json';

export type ProblemCode =
  | 'not_enrolled'
  | 'not_signed_in'
  | 'wrong_credentials'
  | 'no_network'
  | 'server_error'
  | 'app_incomplete'
  | 'covered_by_sign_off'
  | 'visit_unknown'
  | 'step_unknown'
  | 'no_room'
  | 'bytes_not_kept'
  | 'sign_off_not_allowed'
  | 'settle_conflicts_first'
  | 'device_unknown'
  | 'device_withdrawn';

export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly details: { readonly [key: string]: Json } = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}
