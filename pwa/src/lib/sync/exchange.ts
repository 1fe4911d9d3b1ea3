/** What only an exchange with the server needs. One part, which loads after the first screen. */
export { enrol } from './enrol';
export { freeSpares } from './freeing';
export { Pull } from './pull';
export { Push } from './push';
export { sendToQuarantine } from './quarantine';
export { closeSession, openSession, signInProblem } from './session';
export { Upload } from './upload';
