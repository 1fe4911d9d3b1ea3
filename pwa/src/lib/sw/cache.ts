/** What is kept for offline, and how: the shell whole and versioned, large seldom files on first use. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

/** Paths that are the server's own and never the shell's. */
const SERVER_PATHS = [/^\/api\//, /^\/console/, /^\/openapi\.json/, /^\/health/, /^\/metrics/, /^\/a\//, /^\/hooks\//];

export function cacheShell(manifest: readonly { url: string; revision: string | null }[]): void {
  cleanupOutdatedCaches();
  precacheAndRoute([...manifest]);
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }));
}

/** The barcode reader is large and its name carries its hash, so the first copy is good for ever. */
export function cacheSeldomFiles(): void {
  const isReader = ({ url, sameOrigin }: { url: URL; sameOrigin: boolean }) =>
    sameOrigin && url.pathname.startsWith('/assets/') && url.pathname.endsWith('.wasm');
  registerRoute(isReader, new CacheFirst({ cacheName: 'seldom-files' }));
}
