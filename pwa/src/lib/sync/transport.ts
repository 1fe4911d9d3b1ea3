/** The wire: one request, one answer read to its end, or `NoAnswer`. The only place of the field app that calls fetch. */

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'HEAD' | 'DELETE';
  /** Path below `/api`. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | ArrayBuffer;
  readonly timeoutMs: number;
}

export interface WireAnswer {
  readonly status: number;
  readonly text: string;
  header(name: string): string | null;
}

export interface Transport {
  /** Throws `NoAnswer` when no whole answer came in time. */
  send(request: WireRequest): Promise<WireAnswer>;
}

export class NoAnswer extends Error {
  constructor(reason: string) {
    super(`No answer came: ${reason}`);
  }
}

export function fetchTransport(base = '/api'): Transport {
  return {
    async send(request) {
      try {
        const response = await fetch(base + request.path, {
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
          // A captive portal answers with a redirect; following it would take its page for our answer.
          redirect: 'error',
          cache: 'no-store',
          credentials: 'same-origin',
          signal: AbortSignal.timeout(request.timeoutMs),
        });
        const text = await response.text();
        return { status: response.status, text, header: (name) => response.headers.get(name) };
      } catch (error) {
        if (error instanceof TypeError || error instanceof DOMException) throw new NoAnswer(error.message);
        throw error;
      }
    },
  };
}

const BASE_TIMEOUT_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 10;

/** A slow link may take long; a dead one must be noticed. */
export function timeLimit(bytes: number): number {
  return BASE_TIMEOUT_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}
