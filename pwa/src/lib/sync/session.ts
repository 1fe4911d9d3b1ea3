/** Signing in and out over the network. The session itself is a cookie that no script can read. */
import type { Contact, JsonObject, Verdict } from './contact';
import { Problem } from '../domain/problems';

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly language: string;
}

export interface Session {
  readonly person: Person;
  readonly zone: string;
}

/** Sign in; with a device id the session is bound to that device, so its queue goes on under the same numbers. */
export async function openSession(
  contact: Contact,
  login: string,
  password: string,
  device?: string,
): Promise<Session> {
  const json = { login, password, ...(device === undefined ? {} : { device }) };
  return readSession(await contact.ask({ method: 'POST', path: '/session', json, expect: 'plain' }));
}

/** End the session. Without network there is nothing to end here; the server lets it run out. */
export async function closeSession(contact: Contact): Promise<void> {
  await contact.ask({ method: 'DELETE', path: '/session', expect: 'plain' });
}

function readSession(verdict: Verdict): Session {
  if (verdict.kind !== 'ok') throw signInProblem(verdict);
  const person = verdict.body['person'] as JsonObject;
  return {
    person: {
      id: String(person['id']),
      login: String(person['login']),
      name: String(person['name']),
      roles: (person['roles'] ?? []) as readonly string[],
      language: String(person['language'] ?? 'en'),
    },
    zone: String(verdict.body['zone'] ?? 'UTC'),
  };
}

export function signInProblem(verdict: Exclude<Verdict, { kind: 'ok' }>): Problem {
  if (verdict.kind !== 'refused') return new Problem('no_network');
  const { body } = verdict;
  if (verdict.code === 'device_revoked' || body['device_revoked'] === true) return new Problem('device_withdrawn');
  // The server answers 404 to what it does not know or will not show.
  if (verdict.code === 'device_unknown' || verdict.status === 404) return new Problem('device_unknown');
  const detail = typeof body['detail'] === 'string' ? body['detail'] : '';
  if (verdict.status === 401 || verdict.status === 403 || verdict.status === 422) {
    return new Problem('wrong_credentials', { detail });
  }
  return new Problem('server_error', { status: verdict.status, detail });
}
