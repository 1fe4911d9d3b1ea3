/** Starts the console: everything that screens share is built here, once. */
import { mount } from 'svelte';
import '$lib/ui/tokens.css';
import './styles/console.css';
import { createApi } from './api';
import { Client } from './api/client';
import App from './App.svelte';
import { Desk } from './state/desk.svelte';
import { Prefs } from './state/prefs.svelte';
import { Router } from './state/router.svelte';
import { Toasts } from './state/toasts.svelte';

const desk = new Desk(createApi(new Client()), new Prefs(), new Router(), new Toasts());

mount(App, { target: document.getElementById('app') as HTMLElement, props: { desk } });
