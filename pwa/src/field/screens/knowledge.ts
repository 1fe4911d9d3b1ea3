/** The knowledge on this phone: hints and history of the delivered visits, searchable without network. Pure. */
import type { VisitSummary } from '$lib/actions';
import { textIn, type Language } from '$lib/i18n/language';

export interface Piece {
  readonly id: string;
  readonly title: string;
  readonly symptom: string;
  readonly cause: string;
  readonly remedy: string;
  readonly evidence: number;
}

/** Each article once, the best proved first. */
export function collectPieces(visits: readonly VisitSummary[], language: Language): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const { record } of visits) {
    const symptom = record.tickets.map((ticket) => textIn(language, ticket.symptom_title)).join(', ');
    for (const hint of record.hints) pieces.set(hint.id, { ...hint, symptom });
  }
  return [...pieces.values()].sort((a, b) => b.evidence - a.evidence);
}

/** Every word must be found somewhere; a word of more than four letters also by its stem. */
export function searchPieces(pieces: readonly Piece[], query: string): Piece[] {
  const words = normalise(query).split(/\s+/).filter(Boolean);
  return pieces.filter(({ title, symptom, cause, remedy }) => {
    const text = normalise([title, symptom, cause, remedy].join(' '));
    return words.every((word) => text.includes(word.length > 4 ? word.slice(0, -1) : word));
  });
}

function normalise(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}
