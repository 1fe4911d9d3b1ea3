/** The checklist engine of simulated phones. */
export { plainChecklist as harnessChecklist } from './test-phone';
