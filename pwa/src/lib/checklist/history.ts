/** What closed visits of the same symptom teach, frozen into a checklist: how often each cause and step was it. */
import type { Cause, History, Json, JsonObject, Ticket } from './types';

/** The ticket's `history` in its one form, or null when there is no closed visit to learn from. */
export function readHistory(ticket: Ticket): History | null {
  const given = readObject(ticket.history);
  const visits = readCount(given['visits']);
  if (visits === 0) return null;
  return { visits, causes: readCounts(given['causes']), steps: readCounts(given['steps']) };
}

/**
 * How likely each cause is against the others, before anything was looked at.
 *
 * The mean of a Dirichlet distribution, times its total: the prior of the catalogue counts as that many visits seen
 * before the first one was closed, and every closed visit adds one to its cause (Gelman et al., "Bayesian Data
 * Analysis", 3rd ed., section 3.4). With no history the priors alone decide.
 */
export function weighCauses(causes: readonly Cause[], history: History | null): number[] {
  return causes.map((cause) => cause.prior + countOf(history?.causes, cause.id));
}

/** In how many closed visits a step showed the cause: as counted for the step, or by the causes that it shows. */
export function countFound(fact: string, causes: readonly Cause[], history: History | null): number {
  if (history === null) return 0;
  const byCauses = causes
    .filter((cause) => cause.shown_by.includes(fact))
    .reduce((sum, cause) => sum + countOf(history.causes, cause.id), 0);
  return Math.min(Math.max(countOf(history.steps, fact), byCauses), history.visits);
}

function countOf(counts: Readonly<Record<string, number>> | undefined, name: string): number {
  return counts !== undefined && Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
}

function readCounts(given: Json | undefined): Record<string, number> {
  const counts = Object.entries(readObject(given)).map(([name, count]) => [name, readCount(count)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** A whole number above zero; anything else counts for nothing. */
function readCount(given: Json | undefined): number {
  return typeof given === 'number' && Number.isInteger(given) && given > 0 && given < 1e9 ? given : 0;
}

function readObject(given: Json | undefined): JsonObject {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonObject) : {};
}
