/** The one place of the console that fetches: JSON in and out, refusals as Problem, a lost session asked for again. */
import { uuidv7 } from 'uuidv7';
import { Problem, readProblem } from './problem';

/** A list is sent as the same parameter several times; nothing and empty text are left out. */
export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class Client {
  /** Called on 401; resolves when the person has signed in again, so that the request is repeated and nothing typed is lost. */
  signInAgain: () => Promise<void> = () => Promise.reject(new Problem(401, 'not_signed_in', ''));

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#request<T>('GET', path + queryText(query), undefined, signal);
  }

  /** A change. The same key goes with every repeat, so the server carries it out once. */
  send<T = void>(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<T> {
    return this.#request<T>(method, path, { key: uuidv7(), text: JSON.stringify(body ?? {}) });
  }

  /** Session requests: a 401 is an answer here, not a reason to sign in again. */
  async session<T>(method: Method, body?: unknown): Promise<T> {
    return read<T>(await call(method, '/session', body === undefined ? undefined : { text: JSON.stringify(body) }));
  }

  async #request<T>(method: Method, path: string, change?: Change, signal?: AbortSignal): Promise<T> {
    const response = await call(method, path, change, signal);
    if (response.status !== 401) return read<T>(response);
    await this.signInAgain();
    return read<T>(await call(method, path, change, signal));
  }
}

type Change = { readonly text: string; readonly key?: string };

async function call(method: Method, path: string, change?: Change, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (change) headers['Content-Type'] = 'application/json';
  if (change?.key) headers['Idempotency-Key'] = change.key;
  const options = { method, headers, body: change?.text ?? null, signal: signal ?? null, credentials: 'same-origin' as const };
  try {
    return await fetch(`/api${path}`, options);
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new Problem(0, 'offline', thrown.message);
    throw thrown;
  }
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) if (one !== '') parameters.append(name, String(one));
  }
  return parameters.size ? `?${parameters}` : '';
}
