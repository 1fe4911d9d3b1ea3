/** The entry of the field app: builds the core, opens the last engineer's store, shows the screens. */
import { mount } from 'svelte';
import '$lib/ui/tokens.css';
import './field.css';
import { browserPlatform, connectBells, Core, registerWorker } from '$lib/actions';
import { FieldApp } from './app/field-app.svelte';
import { fetchLateScreens } from './app/late-screens';
import App from './App.svelte';

async function start(): Promise<void> {
  const core = new Core(await browserPlatform());
  const app = new FieldApp(core);
  await Promise.all([app.start(), core.start()]);
  connectBells(core);
  const target = document.getElementById('app');
  if (target === null) throw new Error('The page has no place for the app.');
  target.replaceChildren();
  mount(App, { target, props: { app } });
  fetchLateScreens(core);
  if (import.meta.env.PROD) {
    // Without a worker the app still works; it only does not open without network.
    registerWorker((update) => (app.update = update)).catch((error: unknown) => console.warn(error));
  }
}

start().catch((error: unknown) => {
  // Without a store nothing can be shown, so say it plainly in both languages.
  console.error(error);
  document.body.textContent =
    'Onevisit cannot open its storage. Leave private browsing, free some space, and open it again. — ' +
    'Onevisit не может открыть хранилище. Выйдите из приватного режима, освободите место и откройте снова.';
});
