/** The command server drives real cores over real HTTP. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { serveFake } from './fake-http';
import { jointServer, VISIT } from './test-phone';

interface Reply {
  readonly ok: boolean;
  readonly result: never;
  readonly error?: { readonly code: string };
}

test('commands over a pipe make two phones work on one visit', async () => {
  const server = jointServer();
  const { base, close } = await serveFake(server);
  const child = spawn(process.execPath, ['--import', 'tsx', 'harness/phone.ts'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (command: object): Promise<Reply> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    return JSON.parse((await lines.next()).value as string) as Reply;
  };
  try {
    for (const [i, phone] of ['anna', 'boris'].entries()) {
      await say({ phone, do: 'create', base, seed: i + 1 });
      await say({ phone, do: 'sign_in', login: phone, password: 'secret' });
      await say({ phone, do: 'sync' });
    }
    await say({ phone: 'anna', do: 'network', mode: 'off' });
    await say({ phone: 'anna', do: 'set_answer', visit: VISIT, step: 'dnd', raw: { opt: 'no' } });
    await say({ phone: 'boris', do: 'set_answer', visit: VISIT, step: 'dnd', raw: { opt: 'yes' } });
    await say({ phone: 'anna', do: 'add_photo', visit: VISIT, step: 'dnd', size: 300_000 });
    await say({ phone: 'anna', do: 'kill' });
    await say({ phone: 'anna', do: 'start' });
    await say({ phone: 'anna', do: 'network', mode: 'on' });
    for (const phone of ['anna', 'boris', 'anna']) await say({ phone, do: 'sync' });

    const anna = (await say({ phone: 'anna', do: 'state' })).result as { views: object; rows: { outbox: object[] } };
    const boris = (await say({ phone: 'boris', do: 'state' })).result as { views: object };
    const unknown = await say({ phone: 'anna', do: 'set_answer', visit: 'nowhere', step: 'dnd', raw: {} });

    assert.deepEqual(anna.views, boris.views);
    assert.deepEqual(anna.rows.outbox, []);
    assert.equal(server.shown(VISIT, 'step/dnd').length, 2);
    assert.equal(server.db.files.size, 1);
    assert.equal(unknown.error?.code, 'visit_unknown');
  } finally {
    child.stdin.end();
    close();
  }
});
