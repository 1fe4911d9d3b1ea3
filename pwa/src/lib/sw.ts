/** The service worker of the field app: it serves the shell offline and rings the bell. It never touches the API or the data. */
import { cacheShell, cacheSeldomFiles } from './sw/cache';
import { listen } from './sw/events';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: readonly { url: string; revision: string | null }[] };

cacheShell(self.__WB_MANIFEST);
cacheSeldomFiles();
listen(self);
