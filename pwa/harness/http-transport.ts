/** HTTP to a real server on this machine, with the cookies and the origin a browser would send. */
import http from 'node:http';
import { NoAnswer, type WireAnswer, type WireRequest } from '../src/lib/sync/transport';
import { answer } from './wire';

export class HttpClient {
  private readonly cookies = new Map<string, string>();
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(private readonly base: string) {}

  deliver = (request: WireRequest): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const url = new URL(`/api${request.path}`, this.base);
      const body = request.body === undefined ? undefined : Buffer.from(request.body as string);
      const headers: Record<string, string> = {
        ...request.headers,
        Origin: url.origin,
        'Sec-Fetch-Site': 'same-origin',
        ...(this.cookies.size === 0 ? {} : { Cookie: this.cookieHeader() }),
        ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
      };
      const outgoing = http.request(url, { method: request.method, headers, agent: this.agent, timeout: request.timeoutMs }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', (error) => reject(new NoAnswer(error.message)));
        incoming.on('end', () => {
          this.keepCookies(incoming.headers['set-cookie'] ?? []);
          const pairs = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
          resolve(answer(incoming.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'), Object.fromEntries(pairs)));
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('the time limit was reached')));
      outgoing.on('error', (error) => reject(new NoAnswer(error.message)));
      outgoing.end(body);
    });

  close(): void {
    this.agent.destroy();
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
