/** Screens and sentences that load after the first screen, and fetching them while the phone is idle so that they open without network. */
import { loadLate, type Core } from '$lib/actions';

const loadVisit = () => import('../visit/VisitScreen.svelte');

export const lateScreens = {
  signIn: () => loadLate(() => import('../screens/SignIn.svelte')),
  visit: async (core: Core) => {
    const [screen] = await Promise.all([loadLate(loadVisit), core.prepareVisits()]);
    return screen;
  },
  signOff: () => loadLate(() => import('../sign-off/SignOffStart.svelte')),
  knowledge: () => loadLate(() => import('../screens/Knowledge.svelte')),
  sync: () => loadLate(() => import('../screens/Sync.svelte')),
  customerMode: () => loadLate(() => import('../sign-off/CustomerMode.svelte')),
  problems: () => loadLate(() => import('../words/problems')),
  installHint: () => loadLate(() => import('../parts/InstallHint.svelte')),
};

export function fetchLateScreens(core: Core): void {
  const fetchAll = () => {
    // What does not come now is asked for again, and missed in words, when its screen opens.
    for (const load of Object.values(lateScreens)) load(core).catch((error: unknown) => console.warn(error));
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchAll, { timeout: 5_000 });
  else setTimeout(fetchAll, 2_000);
}
