/** The rows of the HTTP table (sync protocol 4.3) that push, feed and files share. */
import type { Verdict } from './contact';
import { pause, type Step } from './context';

export type Failure = Exclude<Verdict, { kind: 'ok' }>;

/** The pause for an answer that needs no repair on our side. */
export function pauseFor(verdict: Failure): Step {
  if (verdict.kind === 'portal') return pause('portal');
  if (verdict.kind === 'no_answer') return pause('no_network');
  const { status, retryAfterMs } = verdict;
  if (status === 401) return pause('sign_in');
  if (status === 403 && verdict.code === 'device_revoked') return pause('withdrawn');
  if (status === 404 || status === 405) return pause('wrong_address');
  if (status === 413) return pause('server_limit');
  if (status === 426) return pause('update_app');
  if (status === 429 || status === 503) return pause('server_busy', retryAfterMs);
  if (status >= 500) return pause('server_error', retryAfterMs);
  return pause('refused', retryAfterMs);
}

export function isLineChange(verdict: Failure): boolean {
  if (verdict.kind !== 'refused') return false;
  return (verdict.status === 409 && typeof verdict.body['epoch'] === 'string') || isDeviceUnknown(verdict);
}

export function isDeviceUnknown(verdict: Failure): boolean {
  return verdict.kind === 'refused' && verdict.status === 403 && verdict.code === 'device_unknown';
}
