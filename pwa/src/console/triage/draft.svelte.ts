/** What an operator is entering about one ticket: kept while they look elsewhere, sent with an outcome. */
import type { KitItem, Outcome, Part, Priority, Symptom, Ticket, TriageRequest } from '../api/types';

export class TriageDraft {
  symptom = $state<string | null>(null);
  answers = $state<Record<string, string>>({});
  checks = $state<Record<string, string>>({});
  parts = $state<Part[]>([]);
  kit = $state<KitItem[]>([]);
  priority = $state<Priority>('normal');
  due = $state('');
  remedy = $state('');
  solvedBy = $state<string | null>(null);

  /** Starts from what was triaged; where nothing was yet, from what the ticket's symptom usually needs. */
  constructor(ticket: Ticket, symptoms: readonly Symptom[]) {
    this.symptom = ticket.symptom;
    this.priority = ticket.priority;
    this.due = ticket.due ?? '';
    this.parts = ticket.parts.map((part) => ({ ...part }));
    this.kit = ticket.kit.map((item) => ({ ...item }));
    for (const { question, answer } of ticket.triage?.answers ?? []) this.answers[question] = answer;
    for (const { check, result } of ticket.triage?.checks ?? []) this.checks[check] = result;
    const usual = symptoms.find((symptom) => symptom.id === ticket.symptom);
    if (!ticket.triage && usual) this.choose(usual);
  }

  /** Takes a symptom and what it usually needs; answers to questions that both symptoms share stay. */
  choose(symptom: Symptom): void {
    this.symptom = symptom.id;
    this.parts = symptom.parts.map((part) => ({ ...part }));
    this.kit = symptom.kit.map((item) => ({ ...item }));
    if (this.priority === 'normal' || this.priority === 'low') this.priority = symptom.priority;
  }

  /** `note` is what a swarm is asked. */
  request(symptom: Symptom, outcome: Outcome, note?: string): TriageRequest {
    const asked = new Set(symptom.questions.map((question) => question.id));
    const checkable = new Set(symptom.checks.map((check) => check.id));
    return {
      symptom: symptom.id,
      outcome,
      answers: pairs(this.answers).filter(([question]) => asked.has(question)).map(([question, answer]) => ({ question, answer })),
      checks: pairs(this.checks).filter(([check]) => checkable.has(check)).map(([check, result]) => ({ check, result })),
      ...(outcome === 'solved' ? { solved_by: { check: this.solvedBy, text: this.remedy.trim() } } : {}),
      ...(note ? { note } : {}),
      parts: outcome === 'solved' ? [] : $state.snapshot(this.parts),
      kit: outcome !== 'solved' ? this.kit.filter((item) => item.quantity > 0).map(({ id, quantity }) => ({ id, quantity })) : [],
      priority: this.priority,
      due: this.due || null,
    };
  }
}

function pairs(record: Record<string, string>): [string, string][] {
  return Object.entries(record).filter(([, value]) => value.trim() !== '');
}
