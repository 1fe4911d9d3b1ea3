/** Tells how a checklist came about: which template brought which facts, and whose value each shared step has. */
import type { Explanation, Json, Step, TakenValue, Template } from './types';

const NUMBERS: Readonly<Record<string, (step: Step) => number | null | undefined>> = {
  min: (step) => step.limits?.min,
  max: (step) => step.limits?.max,
  decimals: (step) => step.decimals,
  minutes: (step) => step.minutes,
  level: (step) => step.level,
};
const MARKS = ['required', 'verify', 'recheck'] as const;
const TEXTS = ['help', 'why', 'remedy', 'picture'] as const;

/** `asked` are the steps of the templates one by one, `ordered` those of the checklist. */
export function explain(templates: readonly Template[], asked: readonly Step[], ordered: readonly Step[]): Explanation {
  const brought = new Map<string, Set<string>>(templates.map(({ id, version }) => [`${id}@${version}`, new Set()]));
  for (const step of asked) brought.get(sourceOf(step))?.add(step.fact);
  return {
    brought_by: Object.fromEntries([...brought].map(([template, facts]) => [template, [...facts]])),
    merged: ordered
      .filter((step) => step.from.length > 1)
      .map((step) => explainStep(step, asked.filter((part) => part.fact === step.fact))),
  };
}

/** `taken` names the templates whose value the step has, and for numbers what each of them gave. */
function explainStep(step: Step, parts: readonly Step[]): Explanation['merged'][number] {
  const taken: Record<string, TakenValue> = {};
  for (const [name, read] of Object.entries(NUMBERS)) {
    const value = read(step);
    if (value === null || value === undefined) continue;
    const given = parts.flatMap((part) => {
      const one = read(part);
      return one === null || one === undefined ? [] : [[sourceOf(part), one] as const];
    });
    const last = Object.fromEntries(given);
    taken[name] = { value, from: Object.keys(last).filter((source) => last[source] === value), given: last };
  }
  for (const name of MARKS) {
    if (step[name]) taken[name] = { value: true, from: nameSources(parts, (part) => part[name] === true) };
  }
  for (const name of TEXTS) {
    if (step[name]) taken[name] = { from: nameSources(parts, (part) => isSame(part[name], step[name])) };
  }
  if (step.evidence.length > 0) {
    taken['evidence'] = nameEach(step.evidence, parts, (part) => part.evidence);
  }
  if (step.options.length > 0) {
    taken['options'] = nameEach(step.options.map(({ id }) => id), parts, (part) => part.options.map(({ id }) => id));
  }
  return { fact: step.fact, from: step.from, trades: step.trades, taken };
}

function nameEach(
  items: readonly string[], parts: readonly Step[], read: (part: Step) => readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(items.map((item) => [item, nameSources(parts, (part) => read(part).includes(item))]));
}

function nameSources(parts: readonly Step[], holds: (part: Step) => boolean): string[] {
  return [...new Set(parts.filter(holds).map(sourceOf))];
}

/** A step of one template has one source. */
function sourceOf(step: Step): string {
  return step.from[0] ?? '';
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
