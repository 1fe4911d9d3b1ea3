/** The live line: tells that something changed, by server-sent events, or by asking every few seconds where they do not get through. */
import type { Client } from './client';

const ASK_EVERY_MS = 5_000;

/** Calls `onRev` with each newer revision until the returned function is called. `onLive` says whether the stream is up. */
export function followChanges(client: Client, onRev: (rev: number) => void, onLive: (isLive: boolean) => void): () => void {
  let last = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const advance = (rev: number) => {
    if (!(rev > last)) return;
    last = rev;
    onRev(rev);
  };
  const ask = async () => {
    const answer = await client.get<{ rev: number }>('/changes', { since: last }).catch(() => null);
    if (answer) advance(answer.rev);
  };
  const source = new EventSource('/api/stream');
  source.addEventListener('rev', (event) => advance(Number((event as MessageEvent<string>).data)));
  source.onopen = () => {
    clearInterval(timer);
    timer = undefined;
    onLive(true);
  };
  source.onerror = () => {
    onLive(false);
    timer ??= setInterval(() => void ask(), ASK_EVERY_MS);
  };
  return () => {
    source.close();
    clearInterval(timer);
  };
}
