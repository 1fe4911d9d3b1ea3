/** `npm run logic -- FILE`: JSON Logic cases against the TypeScript checklist engine. */
import { report, runLogic, typedPath } from './checklist-cases';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a file of [rule, data, expected] triples');

report(runLogic(typedPath(file)));
