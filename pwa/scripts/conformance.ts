/** `npm run conformance -- [DIR]`: the shared conformance cases against the TypeScript checklist engine. */
import path from 'node:path';
import { report, runConformance, typedPath } from './checklist-cases';

const [folder] = process.argv.slice(2);

report(runConformance(folder === undefined ? path.resolve(import.meta.dirname, '../../checklists/conformance') : typedPath(folder)));
