/** One exchange with the server under the sync rules: our headers out, and the answer judged by status, media type and nonce. */
import type { NewId } from '../domain/ids';
import type { Json } from '../domain/json';
import { NoAnswer, timeLimit, type Transport, type WireAnswer, type WireRequest } from './transport';

export const SYNC_MEDIA_TYPE = 'application/vnd.onevisit.sync+json';

export interface AppVersions {
  readonly app: string;
  readonly proto: number;
  readonly schema: number;
}

export type JsonObject = { readonly [key: string]: Json };

export type Verdict =
  | { readonly kind: 'ok'; readonly body: JsonObject; readonly wire: WireAnswer }
  /** Something between us and the server answered. */
  | { readonly kind: 'portal' }
  | { readonly kind: 'no_answer' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly body: JsonObject;
      readonly retryAfterMs: number | null;
    };

export interface Ask {
  readonly method: WireRequest['method'];
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: unknown;
  readonly bytes?: ArrayBuffer;
  /** `sync` answers carry our media type; `plain` ones are JSON; `file` ones need not have a body. */
  readonly expect: 'sync' | 'plain' | 'file';
}

export class Contact {
  constructor(
    private readonly transport: Transport,
    private readonly newId: NewId,
    private readonly versions: AppVersions,
  ) {}

  async ask(ask: Ask): Promise<Verdict> {
    const nonce = this.newId();
    const request = this.toRequest(ask, nonce);
    try {
      return judge(await this.transport.send(request), ask.expect, nonce);
    } catch (error) {
      if (error instanceof NoAnswer) return { kind: 'no_answer' };
      throw error;
    }
  }

  private toRequest(ask: Ask, nonce: string): WireRequest {
    const body = ask.bytes ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json));
    const size = body === undefined ? 0 : typeof body === 'string' ? body.length : body.byteLength;
    const headers: Record<string, string> = {
      'Sync-Nonce': nonce,
      'Sync-App': this.versions.app,
      'Sync-Proto': String(this.versions.proto),
      'Sync-Schema': String(this.versions.schema),
      ...(ask.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...ask.headers,
    };
    const request = { method: ask.method, path: ask.path, headers, timeoutMs: timeLimit(size) };
    return body === undefined ? request : { ...request, body };
  }
}

function judge(wire: WireAnswer, expect: Ask['expect'], nonce: string): Verdict {
  const body = parseObject(wire.text);
  if (wire.status < 400) {
    return isOurs(wire, expect, nonce, body) ? { kind: 'ok', body: body ?? {}, wire } : { kind: 'portal' };
  }
  const isJson = (wire.header('Content-Type') ?? '').includes('json');
  // A portal may also say 401 or 403; ours come with a problem document. HEAD answers have none.
  if ((wire.status === 401 || wire.status === 403) && !isJson && expect !== 'file') return { kind: 'portal' };
  return {
    kind: 'refused',
    status: wire.status,
    code: typeof body?.['code'] === 'string' ? body['code'] : '',
    body: body ?? {},
    retryAfterMs: parseRetryAfter(wire.header('Retry-After')),
  };
}

function isOurs(wire: WireAnswer, expect: Ask['expect'], nonce: string, body: JsonObject | undefined): boolean {
  if (expect === 'plain') return wire.status < 300 && (body !== undefined || wire.text === '');
  if (wire.header('Sync-Nonce') !== nonce) return false;
  if (expect === 'file') return wire.status < 300;
  const mediaType = (wire.header('Content-Type') ?? '').split(';')[0]?.trim();
  return wire.status === 200 && mediaType === SYNC_MEDIA_TYPE && body !== undefined;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Seconds only: a date would depend on a clock that may be wrong. */
function parseRetryAfter(text: string | null): number | null {
  const seconds = text === null ? Number.NaN : Number.parseInt(text, 10);
  return Number.isNaN(seconds) || seconds < 0 ? null : seconds * 1000;
}
