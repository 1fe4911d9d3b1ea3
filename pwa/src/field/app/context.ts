/** How components reach the one `FieldApp` that `main.ts` builds. */
import { createContext } from 'svelte';
import type { FieldApp } from './field-app.svelte';

export const [useApp, provideApp] = createContext<FieldApp>();
