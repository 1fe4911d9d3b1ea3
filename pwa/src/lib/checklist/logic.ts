/** Conditions of templates: JSON Logic with one meaning here and in Python; json-logic-js is the reference. */
import jsonLogic from 'json-logic-js';
import type { Json } from './types';

/** operator: [fewest, most] arguments */
const OPERATORS: Readonly<Record<string, readonly [number, number]>> = {
  'var': [0, 2],
  'missing': [0, Infinity],
  'missing_some': [2, 2],
  'if': [0, Infinity],
  '?:': [3, 3],
  'and': [1, Infinity],
  'or': [1, Infinity],
  '!': [1, 1],
  '!!': [1, 1],
  '==': [2, 2],
  '!=': [2, 2],
  '===': [2, 2],
  '!==': [2, 2],
  '<': [2, 3],
  '<=': [2, 3],
  '>': [2, 2],
  '>=': [2, 2],
  '+': [0, Infinity],
  '-': [1, 2],
  '*': [1, Infinity],
  '/': [2, 2],
  '%': [2, 2],
  'min': [0, Infinity],
  'max': [0, Infinity],
  'cat': [0, Infinity],
  'substr': [2, 3],
  'in': [2, 2],
  'merge': [0, Infinity],
  'map': [2, 2],
  'filter': [2, 2],
  'reduce': [2, 3],
  'all': [2, 2],
  'some': [2, 2],
  'none': [2, 2],
};

/** The condition uses an operator, or a form of one, that the engines do not share. */
export class UnsupportedLogic extends Error {}

/** Apply a condition to data. Throws UnsupportedLogic. */
export function evaluate(logic: Json, data: Json): Json {
  const [problem] = findLogicProblems(logic);
  if (problem !== undefined) throw new UnsupportedLogic(problem);
  return jsonLogic.apply(logic as Parameters<typeof jsonLogic.apply>[0], data) as Json;
}

/** Truth as JSON Logic defines it: the empty list is false, "0" is true. */
export function isTrue(value: Json): boolean {
  return jsonLogic.truthy(value);
}

/** Paths read by `var` with a plain name, in the order written. */
export function findVariables(logic: Json): string[] {
  if (Array.isArray(logic)) return logic.flatMap(findVariables);
  const operation = readOperation(logic);
  if (operation === undefined) return [];
  const [path] = operation.args;
  return operation.name === 'var' && typeof path === 'string' ? [path] : operation.args.flatMap(findVariables);
}

function findLogicProblems(logic: Json): string[] {
  if (Array.isArray(logic)) return logic.flatMap(findLogicProblems);
  const operation = readOperation(logic);
  if (operation === undefined) return [];
  const { name, args } = operation;
  const limits = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (limits === undefined) return [`unknown operator '${name}'`];
  const problems: string[] = [];
  if (args.length < limits[0] || args.length > limits[1]) {
    problems.push(`operator '${name}' cannot take ${args.length} arguments`);
  }
  if (name === 'reduce' && typeof args[2] === 'object' && args[2] !== null) {
    problems.push("operator 'reduce' starts from a plain value only");
  }
  return [...problems, ...args.flatMap(findLogicProblems)];
}

function readOperation(logic: Json): { name: string; args: readonly Json[] } | undefined {
  if (typeof logic !== 'object' || logic === null || Array.isArray(logic)) return undefined;
  const [entry, ...others] = Object.entries(logic);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, value] = entry;
  return { name, args: Array.isArray(value) ? value : [value] };
}

/** Own properties only: the library would also find `constructor` or `toString`. */
function readVariable(this: Json, path?: Json, otherwise: Json = null): Json {
  if (path === undefined || path === null || path === '') return this;
  let found: Json = this;
  for (const name of String(path).split('.')) {
    if (found === null || (typeof found !== 'object' && typeof found !== 'string')) return otherwise;
    const next: Json | undefined = Object.getOwnPropertyDescriptor(Object(found), name)?.value;
    if (next === undefined) return otherwise;
    found = next;
  }
  return found;
}

jsonLogic.add_operation('var', readVariable);
