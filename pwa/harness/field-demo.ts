/**
 * The built field app on one port with the server in memory behind it, for looking at screens.
 *
 * `tsx harness/field-demo.ts BUILD VISITS.json [PORT]`: anna and boris sign in with the password `secret`.
 */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import type { JsonObject } from '../src/lib/sync/contact';
import { serveFake } from './fake-http';
import { FakeServer } from './fake-server';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const [build = '', visitsFile = '', port = '0'] = process.argv.slice(2);
const server = new FakeServer();
server.addPerson('anna', 'Anna Petrova');
server.addPerson('boris', 'Boris Ivanov');
for (const visit of JSON.parse(await readFile(visitsFile, 'utf8')) as JsonObject[]) {
  const crew = (visit['crew'] as JsonObject[]).map((member) => String(member['person']));
  server.addVisit(String(visit['id']), visit, crew);
}
const fake = await serveFake(server);

const listener = http.createServer((incoming, outgoing) => {
  const url = incoming.url ?? '/';
  if (url.startsWith('/api')) {
    const options = { method: incoming.method ?? 'GET', headers: incoming.headers };
    incoming.pipe(http.request(`${fake.base}${url}`, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }));
    return;
  }
  const asked = path.normalize(new URL(url, 'http://host').pathname);
  const file = asked === '/' ? '/index.html' : asked;
  readFile(path.join(build, file)).then((bytes) => {
    outgoing.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    outgoing.end(bytes);
  }, () => outgoing.writeHead(404).end());
});
listener.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify(listener.address())));
