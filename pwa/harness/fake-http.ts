/** The server in memory behind a real port, for tests that need HTTP. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireAnswer, WireRequest } from '../src/lib/sync/transport';
import type { FakeServer } from './fake-server';

const HEADERS = ['Sync-Nonce', 'Upload-Offset', 'Upload-Length', 'Upload-Metadata', 'Upload-Checksum'];
const ECHOED = ['Content-Type', 'Sync-Nonce', 'Location', 'Upload-Offset', 'Retry-After'];

export async function serveFake(server: FakeServer): Promise<{ base: string; close: () => void }> {
  const connections = new Map<string, (request: WireRequest) => Promise<WireAnswer>>();
  const listener = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const cookie = /session=(\w+)/.exec(incoming.headers.cookie ?? '')?.[1] ?? `s${connections.size}`;
      const connect = connections.get(cookie) ?? server.connect();
      connections.set(cookie, connect);
      connect(asRequest(incoming, Buffer.concat(chunks))).then(({ status, text, header }) => {
        const headers = ECHOED.map((name) => [name, header(name)]).filter(([, value]) => value !== null);
        outgoing.writeHead(status, { ...Object.fromEntries(headers), 'Set-Cookie': `session=${cookie}; Path=/; HttpOnly` });
        outgoing.end(incoming.method === 'HEAD' ? undefined : text);
      }, (error: unknown) => outgoing.destroy(error as Error));
    });
  });
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
  const { port } = listener.address() as AddressInfo;
  const close = () => {
    listener.close();
    listener.closeAllConnections();
  };
  return { base: `http://127.0.0.1:${port}`, close };
}

function asRequest(incoming: http.IncomingMessage, body: Buffer): WireRequest {
  const isBytes = incoming.method === 'PATCH';
  const headers = Object.fromEntries(HEADERS.map((name) => [name, String(incoming.headers[name.toLowerCase()] ?? '')]));
  return {
    method: incoming.method as WireRequest['method'],
    path: (incoming.url ?? '').replace(/^\/api/, ''),
    headers,
    body: isBytes ? new Uint8Array(body).buffer : body.toString('utf8'),
    timeoutMs: 0,
  };
}
