/** The checklist engine of the phone and the console; twin of the Python package `checklists`. */
export { assess } from './assess';
export { compose, ConflictingFact } from './compose';
export { InvalidAnswer } from './invalid-answer';
export { judge } from './judge';
export { evaluate, UnsupportedLogic } from './logic';
export type * from './types';
