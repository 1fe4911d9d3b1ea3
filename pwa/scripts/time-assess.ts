/** Times `assess` on the checklist and answers of a file, for `./run bench checklists`: seconds of each run, by state. */
import { readFileSync } from 'node:fs';
import { assess } from '../src/lib/checklist/index';
import type { Answers, Checklist } from '../src/lib/checklist/index';

type Input = { readonly checklist: Checklist; readonly states: Readonly<Record<string, Answers>>; readonly runs: number };

const { checklist, states, runs }: Input = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

console.log(JSON.stringify(Object.fromEntries(Object.entries(states).map(([state, answers]) => [state, timeRuns(answers)]))));

/** Processor time, after a few runs in which the engine of JavaScript warms up. */
function timeRuns(answers: Answers): number[] {
  for (let run = 0; run < 20; run += 1) assess(checklist, answers);
  return Array.from({ length: runs }, () => {
    const began = process.cpuUsage();
    assess(checklist, answers);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  });
}
