/** The live line: tells that something changed, by server-sent events, or by asking every few seconds where they do not get through. */
import type { Client } from './client';
import { asProblem } from './problem';

const ASK_EVERY_MS = 5_000;
const TRY_AGAIN_MS = 30_000;

/** Calls `onRev` with each newer revision until the returned function is called. `onLive` says whether the stream is up. */
export function followChanges(client: Client, onRev: (rev: number) => void, onLive: (isLive: boolean) => void): () => void {
  let last = 0;
  let source: EventSource;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  const advance = (rev: number) => {
    if (!(rev > last)) return;
    last = rev;
    onRev(rev);
  };
  const askLater = () => {
    asking = setTimeout(() => void ask(), ASK_EVERY_MS);
  };
  const ask = async () => {
    // Without a connection there is nothing to hear; the next question finds out.
    const answer = await client.get<{ rev: number }>('/changes').catch((thrown) => void asProblem(thrown));
    if (asking === undefined) return;
    if (answer) advance(answer.rev);
    askLater();
  };
  const stopAsking = () => {
    clearTimeout(asking);
    asking = undefined;
  };
  const listen = () => {
    source = new EventSource('/api/stream');
    source.addEventListener('rev', (event) => advance(Number((event as MessageEvent<string>).data)));
    source.onopen = () => {
      stopAsking();
      onLive(true);
    };
    source.onerror = () => {
      onLive(false);
      if (asking === undefined) askLater();
      // A browser takes up a line that broke; one that was refused it leaves for good.
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(listen, TRY_AGAIN_MS);
    };
  };
  listen();
  return () => {
    source.close();
    stopAsking();
    clearTimeout(reopening);
  };
}
