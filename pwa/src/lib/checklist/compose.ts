/** Joins the templates of several trades into the one checklist of a visit. */
import { explain } from './explain';
import { readHistory } from './history';
import { findVariables } from './logic';
import type {
  Cause, Checklist, Given, Json, Limits, Option, Step, StepKind, Template, TemplateStep, Ticket,
} from './types';

const FORMAT = 'onevisit-checklist/1';

const YES_NO: readonly Option[] = [
  { id: 'yes', label: { en: 'Yes', ru: 'Да' }, result: 'pass' },
  { id: 'no', label: { en: 'No', ru: 'Нет' }, result: 'fail' },
];
const CALL: readonly Option[] = [
  { id: 'ok', label: { en: 'It worked', ru: 'Получилось' }, result: 'pass' },
  { id: 'failed', label: { en: 'It did not work', ru: 'Не получилось' }, result: 'fail' },
];
const IMPLIED_OPTIONS: Partial<Record<StepKind, readonly Option[]>> = { yes_no: YES_NO, test_call: CALL };
type Rare = { readonly [K in 'decimals' | 'scan' | 'recheck' | 'picture']?: Step[K] | null };

const UNLABELLED = { en: '', ru: '' };

/** Two templates define one fact in ways that no single question can serve. */
export class ConflictingFact extends Error {
  constructor(readonly fact: string, detail: string) {
    super(`${fact}: ${detail}`);
  }
}

/**
 * Compose the checklist of a visit. Throws ConflictingFact.
 *
 * A fact asked for by several templates becomes one step with the strictest limit and the union of trades,
 * evidence and conditions. The order is that of the templates, moved only as far as `after` and `visible`
 * demand; steps that prove the service come last. `explanation` says which template brought what, and whose value a
 * shared step has.
 */
export function compose(templates: readonly Template[], ticket: Ticket): Checklist {
  const symptom = ticket.symptom ?? null;
  const asked = templates.flatMap((template) => template.steps.map((source) => completeStep(source, template)));
  const steps = orderSteps(dropUnknownFacts(joinSteps(asked)));
  return {
    format: FORMAT,
    symptom,
    given: readGiven(ticket),
    templates: templates.map(({ id, version, trade, title }) => ({ id, version, trade, title })),
    steps,
    causes: joinCauses(templates, symptom),
    merged: steps
      .filter((step) => step.from.length > 1)
      .map((step) => ({ fact: step.fact, from: [...step.from].sort() })),
    explanation: explain(templates, asked, steps),
    history: readHistory(ticket),
  };
}

function joinSteps(asked: readonly Step[]): Step[] {
  const steps = new Map<string, Step>();
  for (const step of asked) {
    const known = steps.get(step.fact);
    steps.set(step.fact, known === undefined ? step : mergeSteps(known, step));
  }
  return [...steps.values()];
}

function dropUnknownFacts(steps: readonly Step[]): Step[] {
  const facts = new Set(steps.map((step) => step.fact));
  return steps.map((step) => ({ ...step, after: step.after.filter((fact) => facts.has(fact)) }));
}

/** Sort so that every step follows what it waits for or looks at. Throws ConflictingFact on a circle. */
function orderSteps(steps: readonly Step[]): Step[] {
  const facts = steps.map((step) => step.fact);
  const needs = new Map(steps.map((step) => [step.fact, findNeeds(step, facts)]));
  const left = [...steps.filter((step) => !step.verify), ...steps.filter((step) => step.verify)];
  const ordered: Step[] = [];
  const placed = new Set<string>();
  while (left.length > 0) {
    const index = left.findIndex((step) => needs.get(step.fact)?.every((fact) => placed.has(fact)));
    const [step] = left.splice(Math.max(index, 0), 1);
    if (step === undefined) break;
    if (index < 0) throw new ConflictingFact(step.fact, 'waits for itself in a circle');
    ordered.push(step);
    placed.add(step.fact);
  }
  return ordered;
}

function findNeeds(step: Step, facts: readonly string[]): string[] {
  const lookedAt = findVariables(step.visible);
  return facts.filter(
    (fact) => step.after.includes(fact) || lookedAt.some((path) => path === fact || path.startsWith(`${fact}.`)),
  );
}

/** Every key of a step; those that few steps have (`decimals`, `scan`, `recheck`, `picture`) only where it has them. */
function completeStep(source: TemplateStep, template: Template): Step {
  return {
    id: source.fact,
    fact: source.fact,
    kind: source.kind,
    trades: [template.trade],
    from: [`${template.id}@${template.version}`],
    title: source.title,
    help: source.help ?? null,
    why: source.why ?? null,
    minutes: source.minutes,
    level: source.level,
    options: completeOptions(source),
    limits: completeLimits(source),
    after: source.after ?? [],
    visible: source.visible ?? null,
    required: source.required ?? true,
    evidence: source.evidence ?? [],
    verify: source.verify ?? false,
    remedy: source.remedy ?? null,
    ...rareKeys({
      decimals: source.kind === 'number' ? source.decimals : null,
      scan: source.kind === 'scan' ? source.scan : null,
      recheck: source.recheck,
      picture: source.picture ? `${template.trade}/${source.picture}` : null,
    }),
  };
}

function rareKeys({ decimals, scan, recheck, picture }: Rare): Partial<Step> {
  return {
    ...(decimals === null || decimals === undefined ? {} : { decimals }),
    ...(scan ? { scan } : {}),
    ...(recheck ? { recheck } : {}),
    ...(picture ? { picture } : {}),
  };
}

function completeOptions(source: TemplateStep): Option[] {
  const implied = IMPLIED_OPTIONS[source.kind] ?? [];
  const options = source.options?.length ? source.options : implied;
  return options.map(({ id, label, result }) => ({
    id,
    label: label ?? implied.find((option) => option.id === id)?.label ?? UNLABELLED,
    result: result ?? null,
  }));
}

function completeLimits(source: TemplateStep): Limits | null {
  const unit = source.limits?.unit || source.unit;
  if (!unit || source.kind !== 'number') return null;
  return { unit, min: source.limits?.min ?? null, max: source.limits?.max ?? null };
}

function mergeSteps(first: Step, second: Step): Step {
  if (first.kind !== second.kind) {
    throw new ConflictingFact(first.fact, `asked as ${first.kind} and as ${second.kind}`);
  }
  return {
    ...first,
    trades: join(first.trades, second.trades),
    from: join(first.from, second.from),
    help: first.help ?? second.help,
    why: first.why ?? second.why,
    minutes: Math.max(first.minutes, second.minutes),
    level: Math.max(first.level, second.level),
    options: mergeOptions(first, second),
    limits: mergeLimits(first, second),
    after: join(first.after, second.after),
    visible: mergeVisible(first.visible, second.visible),
    required: first.required || second.required,
    evidence: join(first.evidence, second.evidence),
    verify: first.verify || second.verify,
    remedy: first.remedy ?? second.remedy,
    ...rareKeys({
      decimals: strictest([first.decimals ?? null, second.decimals ?? null], Math.min),
      scan: mergeScan(first, second),
      recheck: first.recheck || second.recheck,
      picture: first.picture || second.picture,
    }),
  };
}

function mergeOptions(first: Step, second: Step): Option[] {
  const options = new Map(first.options.map((option) => [option.id, option]));
  for (const option of second.options) {
    const known = options.get(option.id) ?? option;
    if (known.result !== option.result) {
      throw new ConflictingFact(first.fact, `option ${option.id} means ${known.result} and ${option.result}`);
    }
    options.set(option.id, known);
  }
  return [...options.values()];
}

function mergeLimits(first: Step, second: Step): Limits | null {
  const [one, other] = [first.limits, second.limits];
  if (one === null || other === null) return one ?? other;
  if (one.unit !== other.unit) {
    throw new ConflictingFact(first.fact, `measured in ${one.unit} and in ${other.unit}`);
  }
  const min = strictest([one.min, other.min], Math.max);
  const max = strictest([one.max, other.max], Math.min);
  if (min !== null && max !== null && min > max) {
    throw new ConflictingFact(first.fact, `no value is both at least ${min} and at most ${max}`);
  }
  return { unit: one.unit, min, max };
}

function strictest(limits: readonly (number | null)[], choose: (...values: number[]) => number): number | null {
  const stated = limits.filter((limit) => limit !== null);
  return stated.length > 0 ? choose(...stated) : null;
}

function mergeScan(first: Step, second: Step): Step['scan'] {
  if (first.scan && second.scan && first.scan !== second.scan) {
    throw new ConflictingFact(first.fact, `scanned as ${first.scan} and as ${second.scan}`);
  }
  return first.scan || second.scan;
}

function mergeVisible(one: Json, other: Json): Json {
  if (one === null || other === null) return null;
  return JSON.stringify(one) === JSON.stringify(other) ? one : { or: [one, other] };
}

function joinCauses(templates: readonly Template[], symptom: string | null): Cause[] {
  const causes = new Map<string, Cause>();
  for (const { id, title, prior: usual, prior_for, shown_by, remedy } of templates.flatMap((t) => t.causes ?? [])) {
    const prior = prior_for?.[symptom ?? ''] ?? usual;
    const known = causes.get(id) ?? { id, title, prior, shown_by: [], remedy };
    causes.set(id, { ...known, prior: Math.max(known.prior, prior), shown_by: join(known.shown_by, shown_by) });
  }
  return [...causes.values()];
}

function readGiven(ticket: Ticket): Given {
  const { answers, checks } = ticket.triage ?? {};
  return {
    symptom: ticket.symptom ?? null,
    answers: Object.fromEntries((answers ?? []).map((item) => [item.question, item.answer ?? null])),
    checks: Object.fromEntries((checks ?? []).map((item) => [item.check, item.result ?? null])),
  };
}

function join(first: readonly string[], second: readonly string[]): string[] {
  return [...first, ...second.filter((item) => !first.includes(item))];
}
