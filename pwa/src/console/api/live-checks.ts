/** Live checks: the server asks a device; the answer comes later, by the live line. */
import type { LiveCheck, LiveChecks, LiveQuestion } from '$lib/domain/live-check';
import type { Client } from './client';

export function liveCheckRequests(client: Client) {
  return {
    ofTicket: (ticket: string, signal?: AbortSignal) => client.get<LiveChecks>(`/tickets/${ticket}/live-checks`, {}, signal),
    ask: (ticket: string, question: LiveQuestion) => client.send<LiveCheck>('POST', `/tickets/${ticket}/live-checks`, question),
    setNetworks: (site: string, networks: readonly string[]) => client.send('PUT', `/sites/${site}/networks`, { networks }),
  };
}
