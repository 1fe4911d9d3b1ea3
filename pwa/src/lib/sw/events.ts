/** Events the worker answers: taking over when asked, the bell for waiting work, and pushed notices. */

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

export function listen(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('message', (event) => {
    if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting();
  });
  // The page of the very first visit loads its late parts from the worker too: the network may be gone a minute later.
  worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
  // Only a bell: an open page sends. Without one the event fails, so that the browser rings again later.
  worker.addEventListener('sync' as 'fetch', (event: Event) => (event as SyncEvent).waitUntil(ringPages(worker)));
  worker.addEventListener('push', (event) => event.waitUntil(showNotice(worker, event.data)));
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(openApp(worker));
  });
}

async function ringPages(worker: ServiceWorkerGlobalScope): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length === 0) throw new Error('No page is open that could send.');
  for (const page of pages) page.postMessage({ type: 'sync' });
}

/** A pushed message is a hint; it must show something, or the browser withdraws the right to push. */
async function showNotice(worker: ServiceWorkerGlobalScope, message: PushMessageData | null): Promise<void> {
  const { title, body } = readNotice(message);
  await worker.registration.showNotification(title, { body, icon: '/icon-192.png', tag: 'onevisit' });
}

function readNotice(message: PushMessageData | null): { title: string; body: string } {
  const fallback = { title: 'Onevisit', body: 'There is news. Есть новости.' };
  try {
    return { ...fallback, ...(message?.json() as Partial<typeof fallback> | undefined) };
  } catch (error) {
    if (error instanceof SyntaxError) return fallback;
    throw error;
  }
}

async function openApp(worker: ServiceWorkerGlobalScope): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window' });
  if (page === undefined) await worker.clients.openWindow('/');
  else await page.focus();
}
