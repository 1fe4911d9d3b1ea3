/** Scenarios: recent days planned once more with one change. */
import type { Client } from './client';
import type { Skill } from './types';

export type Home = { readonly label: string; readonly lat: number; readonly lon: number };
export type Change =
  | { readonly kind: 'skill'; readonly person: string; readonly name?: string | null; readonly trade: string; readonly level: number }
  | { readonly kind: 'engineer'; readonly skills: readonly Skill[]; readonly shift: { readonly start: string; readonly end: string }; readonly home: Home }
  | { readonly kind: 'no_joint' };
/** Minutes and counts of a day or of several. */
export type Figures = { readonly trips: number; readonly joint: number; readonly travel_minutes: number; readonly late_minutes: number; readonly unplanned: number };
export type DayOutcome = {
  readonly day: string;
  readonly source: 'proposal' | 'visits' | null;
  readonly size: { readonly tickets: number; readonly promised: number; readonly engineers: number } | null;
  readonly split: number;
  readonly note: 'same' | 'no_plan' | 'impossible' | null;
  readonly before: Figures | null;
  readonly after: Figures | null;
};
export type ScenarioLine = {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';
  readonly asked_by: string | null;
  readonly asked_at: string;
  readonly change: Change;
  readonly days: readonly string[];
  readonly progress: number;
  readonly counted: number;
  readonly before: Figures | null;
  readonly after: Figures | null;
};
export type Scenario = ScenarioLine & { readonly outcomes: readonly DayOutcome[]; readonly error: string | null };
/** `days` are the recent days that can be tried, the newest first. */
export type ScenarioList = { readonly items: readonly ScenarioLine[]; readonly days: readonly { readonly day: string; readonly source: string }[] };

export function scenarioRequests(client: Client) {
  return {
    list: (signal?: AbortSignal) => client.get<ScenarioList>('/plan/scenarios', {}, signal),
    get: (id: string, signal?: AbortSignal) => client.get<Scenario>(`/plan/scenarios/${id}`, {}, signal),
    ask: (change: Change, days: readonly string[]) => client.send<{ id: string }>('POST', '/plan/scenarios', { change, days }),
    stop: (id: string) => client.send('POST', `/plan/scenarios/${id}/cancel`),
  };
}
