/** The commands that simulated phones obey, each a few words of the core. */
import type { AbortReason, Outcome } from '../src/lib/actions/entries';
import type { JsonObject } from '../src/lib/checklist';
import { harnessChecklist } from './checklist';
import type { NetworkMode } from './network';
import { SimPhone, type RefusalRequest, type SignOffRequest } from './sim-phone';

export interface Command {
  readonly do: string;
  readonly phone: string;
  readonly id?: unknown;
  readonly [argument: string]: unknown;
}

type Phones = Map<string, SimPhone>;
type Act = (command: Command, phones: Phones) => Promise<unknown>;

const DEFAULT_PICTURE_BYTES = 20_000;

export const commands: { readonly [name: string]: Act } = {
  create: async ({ phone, base, seed }, phones) => {
    phones.set(phone, new SimPhone(String(base), Number(seed ?? 1), harnessChecklist));
  },
  close: async ({ phone }, phones) => {
    get(phones, phone).close();
    phones.delete(phone);
  },
  sign_in: on((phone, { login, password }) => phone.core.signIn(String(login), String(password))),
  sign_out: on((phone) => phone.core.signOut()),
  list_visits: on((phone) => phone.core.listVisits()),
  open_visit: on((phone, { visit }) => phone.core.openVisit(String(visit))),
  set_answer: on((phone, { visit, step, raw }) => phone.core.setAnswer(String(visit), String(step), raw as JsonObject)),
  set_outcome: on((phone, { visit, outcome }) => phone.core.setOutcome(String(visit), outcome as Outcome)),
  set_status: on((phone, { visit, state, reason }) =>
    phone.core.setStatus(String(visit), state as 'on_site', reason as AbortReason | undefined),
  ),
  settle_conflict: on((phone, { visit, field, op_id }) =>
    phone.core.settleConflict(String(visit), String(field), String(op_id)),
  ),
  pack_kit: on((phone, { visit, item }) => phone.core.packKit(String(visit), String(item))),
  add_note: on((phone, { visit, text, step }) => phone.core.addNote(String(visit), String(text), step as string | undefined)),
  add_part: on((phone, { visit, part }) => phone.core.addPart(String(visit), part as { name: string; quantity: number })),
  add_time: on((phone, { visit, time }) => phone.core.addTime(String(visit), time as never)),
  add_photo: on(addPhoto),
  set_caption: on((phone, { visit, photo, text }) => phone.core.setCaption(String(visit), String(photo), String(text))),
  remove_item: on((phone, { visit, field }) => phone.core.removeItem(String(visit), String(field))),
  draft_article: on((phone, { visit, article }) => phone.core.draftArticle(String(visit), article as never)),
  link_article: on((phone, { visit, article }) => phone.core.linkArticle(String(visit), String(article))),
  rate: on((phone, { visit, rating, comment }) =>
    phone.core.giveRating(String(visit), { rating: rating as 5 | null, ...(comment === undefined ? {} : { comment: String(comment) }) }),
  ),
  sign_off: on((phone, command) => phone.signOff(command as unknown as SignOffRequest)),
  refuse: on((phone, command) => phone.refuse(command as unknown as RefusalRequest)),
  sync: on((phone) => phone.core.syncNow()),
  network: on(async (phone, { mode }) => void (phone.network.mode = mode as NetworkMode)),
  /** Takes effect with the next start, as a session reads the wall clock once. */
  clock: on(async (phone, { error_ms }) => void (phone.clockError = Number(error_ms))),
  quota: on(async (phone, { free_bytes }) => void (phone.freeBytes = Number(free_bytes))),
  kill: on(async (phone) => phone.kill()),
  /** Begin a command and go down after some turns of the event loop, done or not. */
  kill_during: async (command, phones) => {
    const inner = command['command'] as Command;
    const running = commands[inner.do]?.({ ...inner, phone: command.phone }, phones);
    const outcome = running?.then(() => 'done', (error: unknown) => String(error));
    for (let turn = 0; turn < Number(command['turns'] ?? 1); turn += 1) await new Promise(setImmediate);
    get(phones, command.phone).kill();
    return outcome;
  },
  start: on((phone) => phone.start()),
  wipe: on((phone) => phone.wipe()),
  snapshot: on((phone, { name }) => phone.snapshot(String(name ?? 'last'))),
  restore: on((phone, { name }) => phone.restore(String(name ?? 'last'))),
  state: on((phone) => phone.state()),
  rescue: on(async (phone) => Buffer.from(await phone.core.exportRescue()).toString('base64')),
};

function on(act: (phone: SimPhone, command: Command) => Promise<unknown>): Act {
  return (command, phones) => act(get(phones, command.phone), command);
}

function get(phones: Phones, name: string): SimPhone {
  const phone = phones.get(name);
  if (phone === undefined) throw new Error(`There is no phone ${name}; create it first.`);
  return phone;
}

function addPhoto(phone: SimPhone, command: Command): Promise<string> {
  const { visit, step, bytes, mime, caption, size, salt } = command;
  const data =
    typeof bytes === 'string'
      ? new Uint8Array(Buffer.from(bytes, 'base64')).buffer
      : phone.picture(Number(size ?? DEFAULT_PICTURE_BYTES), Number(salt ?? 0));
  return phone.core.addPhoto(String(visit), {
    bytes: data,
    mime: String(mime ?? 'image/png'),
    step: typeof step === 'string' ? step : null,
    ...(caption === undefined ? {} : { caption: String(caption) }),
  });
}
