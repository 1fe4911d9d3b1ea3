/** The network between one phone and the server, with the faults a test asks for. */
import { NoAnswer, type Transport, type WireAnswer, type WireRequest } from '../src/lib/sync/transport';
import { answer } from './wire';

export type NetworkMode = 'on' | 'off' | 'lose_answer' | 'double' | 'slow' | 'portal';

const SLOW_MS = 300;

export class Network implements Transport {
  mode: NetworkMode = 'on';
  /** Requests that reached the wire. */
  sent = 0;

  constructor(private readonly deliver: (request: WireRequest) => Promise<WireAnswer>) {}

  async send(request: WireRequest): Promise<WireAnswer> {
    if (this.mode === 'off') throw new NoAnswer('the network is off');
    if (this.mode === 'portal') return answer(200, '<html>Please log in</html>', { 'Content-Type': 'text/html' });
    if (this.mode === 'slow') await new Promise((done) => setTimeout(done, SLOW_MS));
    this.sent += 1;
    const first = await this.deliver(request);
    if (this.mode === 'lose_answer') throw new NoAnswer('the answer was lost');
    return this.mode === 'double' ? this.deliver(request) : first;
  }
}
