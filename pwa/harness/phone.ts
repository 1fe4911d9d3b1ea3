/**
 * A command server for simulated phones: one JSON object a line in, one a line out.
 *
 * In: `{"phone": "anna", "do": "set_answer", "visit": …, "step": …, "raw": …}`, with any `id` to be echoed.
 * Out: `{"id": …, "ok": true, "result": …}` or `{"ok": false, "error": {"code", "message", "details"}}`.
 */
import { createInterface } from 'node:readline';
import { InvalidAnswer } from '../src/lib/checklist';
import { Problem } from '../src/lib/domain/problems';
import { commands, type Command } from './commands';
import { SimPhone } from './sim-phone';

const phones = new Map<string, SimPhone>();

async function obey(command: Command): Promise<unknown> {
  const act = commands[command.do];
  if (act === undefined) throw new Error(`There is no command ${command.do}.`);
  return act(command, phones);
}

function reply(id: unknown, rest: object): void {
  process.stdout.write(`${JSON.stringify({ id, ...rest })}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  const command = JSON.parse(line) as Command;
  try {
    reply(command.id, { ok: true, result: (await obey(command)) ?? null });
  } catch (error) {
    const code = error instanceof Problem || error instanceof InvalidAnswer ? error.code : 'failed';
    const details = error instanceof Problem ? error.details : {};
    reply(command.id, { ok: false, error: { code, message: String(error), details } });
  }
}
for (const phone of phones.values()) phone.close();
