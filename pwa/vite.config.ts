/** Two builds from one workspace: the field app at `/` and the console at `/console/`, so that phones never load the desk. */
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const here = (p: string) => path.resolve(import.meta.dirname, p);
const server = process.env.ONEVISIT_SERVER ?? 'http://127.0.0.1:8765';

/** What the first screen needs is one file, which packs better than several. */
const FIRST_SCREEN = { name: 'first', tags: ['$initial' as const] };

const fieldWorker = () =>
  VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/lib',
    filename: 'sw.ts',
    registerType: 'prompt',
    injectRegister: false,
    injectManifest: {
      rollupFormat: 'iife',
      globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
      globIgnores: ['console/**'],
    },
    manifest: {
      id: '/',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      name: 'Onevisit',
      short_name: 'Onevisit',
      description: 'One visit for each ticket: checklist, sign-off and act, with or without signal.',
      background_color: '#ffffff',
      theme_color: '#0b5d5e',
      icons: [
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
  });

export default defineConfig(({ mode }) => {
  const isConsole = mode === 'console';
  return {
    root: here(isConsole ? 'console' : '.'),
    base: isConsole ? '/console/' : '/',
    publicDir: isConsole ? false : here('public'),
    resolve: { alias: { $lib: here('src/lib') } },
    server: { proxy: { '/api': server }, fs: { allow: [here('.')] } },
    build: {
      target: 'es2022',
      // One style sheet for the phone: a screen that loads late can then fail only whole, never without its looks.
      cssCodeSplit: isConsole,
      ...(isConsole ? {} : { rolldownOptions: { output: { codeSplitting: { groups: [FIRST_SCREEN] } } } }),
      outDir: here('../server/static/pwa' + (isConsole ? '/console' : '')),
      emptyOutDir: true,
    },
    plugins: [svelte({ configFile: here('svelte.config.js') }), !isConsole && fieldWorker()],
  };
});
