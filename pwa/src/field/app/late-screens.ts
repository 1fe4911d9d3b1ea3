/** Screens that load after the first one, and fetching them while the phone is idle so that they open without network. */
export const lateScreens = {
  signIn: () => import('../screens/SignIn.svelte'),
  visit: () => import('../visit/VisitScreen.svelte'),
  knowledge: () => import('../screens/Knowledge.svelte'),
  sync: () => import('../screens/Sync.svelte'),
  customerMode: () => import('../sign-off/CustomerMode.svelte'),
};

export function fetchLateScreens(): void {
  const fetchAll = () => {
    for (const load of Object.values(lateScreens)) load().catch((error: unknown) => console.warn(error));
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchAll, { timeout: 5_000 });
  else setTimeout(fetchAll, 2_000);
}
