/** The service worker from the page's side: registering it, and letting a new version in only when no form is open. */

export interface WorkerUpdate {
  /** Take the new version; the page reloads once it rules. */
  accept(): void;
}

/** `onUpdate` is called when a new version waits; ask before accepting, and never while a form is open. */
export async function registerWorker(onUpdate: (update: WorkerUpdate) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' });
  const offer = () => {
    const { waiting } = registration;
    if (waiting === null || navigator.serviceWorker.controller === null) return;
    onUpdate({ accept: () => takeOver(waiting) });
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
}

/** Ask for a `sync` event, so that a closed app is woken when the network is back. Missing on iOS. */
export async function askForWakeUp(): Promise<void> {
  const registration = (await navigator.serviceWorker?.ready) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
    | undefined;
  await registration?.sync?.register('outbox');
}

function takeOver(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage({ type: 'SKIP_WAITING' });
}
