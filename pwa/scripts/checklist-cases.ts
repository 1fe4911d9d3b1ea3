/** Runs conformance cases against the TypeScript engine; `checklists/runner.py` runs the same files against its twin. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { assess, compose, ConflictingFact, evaluate, InvalidAnswer, judge, UnsupportedLogic } from '../src/lib/checklist/index';
import type { Answers, Checklist, Json, JsonObject, Levels, Template, Ticket } from '../src/lib/checklist/index';

export type Tally = { readonly passed: number; readonly failures: readonly string[] };

type Case = {
  readonly name: string;
  readonly do: 'compose' | 'assess' | 'judge' | 'logic';
  readonly templates?: readonly string[];
  readonly ticket?: Ticket;
  readonly checklist?: string;
  readonly answers?: Answers;
  readonly levels?: Levels;
  readonly step?: string;
  readonly raw?: JsonObject;
  readonly before?: readonly JsonObject[];
  readonly logic?: Json;
  readonly data?: Json;
  readonly expect: Readonly<Record<string, Json>>;
};
type Suite = {
  readonly templates?: Readonly<Record<string, Template>>;
  readonly checklists?: Readonly<Record<string, Checklist>>;
  readonly cases: readonly Case[];
};

export function runConformance(folder: string): Tally {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  const failures: string[] = [];
  let passed = 0;
  for (const name of names) {
    const suite: Suite = readJson(path.join(folder, name));
    for (const one of suite.cases) {
      const difference = findDifference(one, runCase(one, suite));
      if (difference === undefined) passed += 1;
      else failures.push(`${name}: ${one.name}: ${difference}`);
    }
  }
  return { passed, failures };
}

/** Runs [rule, data, expected] triples, the form of the public JSON Logic tests; texts between them are remarks. */
export function runLogic(file: string): Tally {
  const lines: readonly (string | readonly [Json, Json, Json])[] = readJson(file);
  const failures: string[] = [];
  let passed = 0;
  for (const [index, line] of lines.entries()) {
    if (typeof line === 'string') continue;
    const [rule, data, expected] = line;
    const result = attemptLogic(rule, data);
    if (isDeepStrictEqual(result, asJson(expected))) passed += 1;
    else failures.push(`${path.basename(file)}: ${index}: ${JSON.stringify(rule)}: ${JSON.stringify(result)} instead of ${JSON.stringify(expected)}`);
  }
  return { passed, failures };
}

/** Prints the failures and the totals, and sets the exit code. */
export function report({ passed, failures }: Tally): void {
  for (const failure of failures) console.log(failure);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

/** A path as typed: relative to where the command was called, not to where npm runs it. */
export function typedPath(argument: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? '.', argument);
}

function runCase(one: Case, suite: Suite): Json {
  try {
    return asJson(runOperation(one, suite));
  } catch (error) {
    if (error instanceof InvalidAnswer) return { error: error.code };
    if (error instanceof ConflictingFact || error instanceof UnsupportedLogic) return { error: error.constructor.name };
    throw error;
  }
}

function runOperation(one: Case, suite: Suite): unknown {
  if (one.do === 'logic') return evaluate(one.logic ?? null, one.data ?? null);
  const checklist = findChecklist(one, suite);
  if (one.do === 'compose') return checklist;
  if (one.do === 'assess') return assess(checklist, one.answers ?? {}, one.levels);
  const step = checklist.steps.find((candidate) => candidate.id === one.step);
  if (step === undefined) throw new Error(`${one.name}: no step ${one.step}`);
  return judge(step, one.raw ?? {}, one.before);
}

/** A checklist that was frozen before is taken as it is. */
function findChecklist(one: Case, suite: Suite): Checklist {
  if (one.checklist !== undefined) return getNamed(suite.checklists, one.checklist);
  return compose((one.templates ?? []).map((name) => getNamed(suite.templates, name)), one.ticket ?? {});
}

function getNamed<T>(things: Readonly<Record<string, T>> | undefined, name: string): T {
  const found = things?.[name];
  if (found === undefined) throw new Error(`the file has no ${name}`);
  return found;
}

function attemptLogic(rule: Json, data: Json): Json {
  try {
    return asJson(evaluate(rule, data));
  } catch (error) {
    if (error instanceof UnsupportedLogic) return `UnsupportedLogic: ${error.message}`;
    throw error;
  }
}

/** Compares what each pointer of `expect` leads to; `*` in a pointer stands for every item. */
function findDifference(one: Case, result: Json): string | undefined {
  for (const [pointer, expected] of Object.entries(one.expect)) {
    const found = follow(result, pointer.split('/').slice(1));
    if (!isDeepStrictEqual(found, asJson(expected))) return `${pointer || 'the result'} is ${JSON.stringify(found)}`;
  }
  return undefined;
}

function follow(value: Json, names: readonly string[]): Json {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (Array.isArray(value) && name === '*') return value.map((item: Json) => follow(item, rest));
  const key = name.replaceAll('~1', '/');
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  return follow((value as JsonObject)[key] ?? null, rest);
}

/** One form of every value: JSON has no minus zero. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
