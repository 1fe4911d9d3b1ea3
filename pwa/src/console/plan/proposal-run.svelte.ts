/** One proposal from asking to publishing: polls the job, keeps what the dispatcher leaves out. */
import type { Reasons } from '../api';
import { Problem } from '../api/problem';
import type { Dropped, Proposal, Published, VisitCard } from '../api/types';
import { act } from '../state/act';
import type { Desk } from '../state/desk.svelte';
import { planWords as w } from '../words/plan';
import { goesOnFrom } from './same-place';

const ASK_EVERY_MS = 600;

export class ProposalRun {
  proposal = $state.raw<Proposal | null>(null);
  leftOut = $state.raw<ReadonlySet<string>>(new Set());
  outcome = $state.raw<Published | null>(null);
  /** Why no plan came out, until it is put away. */
  failure = $state.raw<Proposal | null>(null);
  #desk: Desk;
  #given = new Map<string, Reasons>();
  #ended = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  readonly isRunning = $derived(this.proposal?.state === 'queued' || this.proposal?.state === 'running');
  readonly progress = $derived(Math.min(1, this.proposal?.progress ?? 0));
  readonly visits = $derived<readonly VisitCard[]>(this.proposal?.state === 'ready' && !this.outcome ? (this.proposal.visits ?? []) : []);
  readonly dropped = $derived<readonly Dropped[]>(this.proposal?.state === 'ready' && !this.outcome ? (this.proposal.dropped ?? []) : []);
  readonly moved = $derived(this.visits.filter((visit) => visit.was));
  readonly chosen = $derived(
    [...this.visits, ...this.dropped].filter((visit) => visit.state !== 'taken').map(keyOf).filter((key) => !this.leftOut.has(key))
  );
  /** Promised visits that would not stay where they are, by id. */
  readonly leaving = $derived<ReadonlyMap<string, 'moved' | 'dropped'>>(
    new Map([
      ...this.moved.flatMap((visit) => (visit.visit && this.chosen.includes(keyOf(visit)) ? [[visit.visit, 'moved'] as const] : [])),
      ...this.dropped.flatMap((visit) => (this.chosen.includes(visit.key) ? [[visit.visit, 'dropped'] as const] : [])),
    ])
  );

  async start(day: string, mayMove = false): Promise<void> {
    this.discard();
    const answer = await act(this.#desk, () => this.#desk.api.plan.propose(day, mayMove));
    if (answer instanceof Problem) return;
    this.proposal = { id: answer.id, state: 'queued' };
    void this.#ask();
  }

  /** Goes on with one that the planner still works on, after the page was left; not with one that was put away here. */
  follow(id: string): void {
    if (this.proposal || this.#ended.has(id)) return;
    this.discard();
    this.proposal = { id, state: 'queued' };
    void this.#ask();
  }

  /** Reads one that is ready again: what happened since may be in its way. */
  refresh(): void {
    if (this.proposal?.state === 'ready' && !this.outcome) void this.#ask();
  }

  /** Opens a proposal that waits; from now on a newer one no longer takes its place. */
  async open(id: string): Promise<void> {
    this.discard();
    if ((await act(this.#desk, () => this.#desk.api.plan.look(id))) instanceof Problem) return;
    this.proposal = { id, state: 'queued' };
    void this.#ask();
  }

  /** The next plan of the day keeps this visit as it is proposed here, or no longer. */
  async lock(key: string, locked: boolean): Promise<void> {
    const proposal = this.proposal;
    if (!proposal || (await act(this.#desk, () => this.#desk.api.plan.lock(proposal.id, key, locked))) instanceof Problem) return;
    this.proposal = { ...proposal, visits: (proposal.visits ?? []).map((visit) => (keyOf(visit) === key ? { ...visit, locked } : visit)) };
  }

  /** Put away for good: one that waited does not wait any more. */
  async reject(): Promise<void> {
    const { id, reason } = this.proposal ?? {};
    this.discard();
    if (id && reason) await act(this.#desk, () => this.#desk.api.plan.stop(id));
  }

  async stop(): Promise<void> {
    const id = this.proposal?.id;
    this.discard();
    if (id) await act(this.#desk, () => this.#desk.api.plan.stop(id), w.stopped);
  }

  toggle(key: string): void {
    const next = new Set(this.leftOut);
    if (!next.delete(key)) next.add(key);
    this.leftOut = next;
  }

  /** Whether its whole crew is there already from another visit of the proposal. */
  isGoneOnTo(visit: VisitCard): boolean {
    return goesOnFrom(visit, this.visits) !== null;
  }

  /** `reasons` with one to move where promises change. */
  async publish(reasons: Reasons = {}): Promise<boolean> {
    return this.#publish(this.chosen, reasons);
  }

  /** Once more for one visit that was refused without a reason; reasons given before are kept. */
  async publishWith(key: string, reasons: Reasons): Promise<boolean> {
    const given = { ...this.#given.get(key), ...reasons };
    this.#given.set(key, given);
    return this.#publish([key], given);
  }

  async #publish(keys: readonly string[], reasons: Reasons): Promise<boolean> {
    const id = this.proposal?.id;
    if (!id) return false;
    const answer = await act(this.#desk, () => this.#desk.api.plan.publish(id, keys, reasons));
    if (answer instanceof Problem) return false;
    const before = this.outcome ?? { published: [], dropped: [], refused: [] };
    this.outcome = {
      published: [...before.published, ...answer.published],
      dropped: [...before.dropped, ...answer.dropped],
      refused: [...before.refused.filter((one) => !keys.includes(one.key)), ...answer.refused],
    };
    return true;
  }

  discard(): void {
    this.leave();
    if (this.proposal) this.#ended.add(this.proposal.id);
    this.failure = null;
    this.proposal = null;
    this.outcome = null;
    this.leftOut = new Set();
    this.#given.clear();
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const id = this.proposal?.id;
    if (!id) return;
    const answer = await act(this.#desk, () => this.#desk.api.plan.proposal(id));
    if (this.proposal?.id !== id) return;
    if (answer instanceof Problem || answer.state === 'failed' || answer.state === 'cancelled') {
      this.discard();
      if (answer instanceof Problem) return;
      if (answer.state === 'failed') this.failure = answer;
      else this.#desk.toasts.say(w.stopped);
      return;
    }
    this.proposal = answer;
    if (this.isRunning) this.#timer = setTimeout(() => void this.#ask(), ASK_EVERY_MS);
  }
}

export function keyOf(visit: VisitCard | Dropped): string {
  return visit.key ?? ('id' in visit ? visit.id : '');
}
