/** What all screens of the field app share: the core, language and looks, the address, and the tick after a write. */
import type { Core, WorkerUpdate } from '$lib/actions';
import type { Language } from '$lib/i18n/language';
import { commonWords } from '../words/common';
import { lateScreens } from './late-screens';
import { watchInstalling } from './install.svelte';
import { parseRoute, type Route } from './route';
import { readSettings, writeSettings, type FieldSettings } from './settings';

export type Theme = 'system' | 'light' | 'dark';

export interface Notice {
  readonly kind: 'saved' | 'trouble';
  readonly text: string;
}

const TICK_MS = 2_500;
const GROUNDS = { light: '#ffffff', dark: '#0d1112' };

export class FieldApp {
  language = $state<Language>('en');
  theme = $state<Theme>('system');
  route = $state.raw<Route>(parseRoute(location.hash));
  isOnline = $state(navigator.onLine);
  notice = $state.raw<Notice | null>(null);
  update = $state.raw<WorkerUpdate | null>(null);
  settings = $state.raw<FieldSettings>({});
  /** The time on screens; moves every half minute. */
  now = $state(Date.now());
  readonly installing = watchInstalling();
  private hideNotice: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly core: Core) {}

  /** Whether putting the app on the home screen is still worth a word. */
  get isInstallHinted(): boolean {
    return !this.installing.isInstalled && this.settings.installHintClosed !== true;
  }

  /** Read what the phone remembers and listen to the browser. */
  async start(): Promise<void> {
    addEventListener('hashchange', () => (this.route = parseRoute(location.hash)));
    addEventListener('online', () => (this.isOnline = true));
    addEventListener('offline', () => (this.isOnline = false));
    setInterval(() => (this.now = Date.now()), 30_000);
    const { shell } = this.core;
    this.settings = await readSettings(shell);
    const language = (await shell.get('language')) ?? navigator.language.slice(0, 2);
    this.showLanguage(language === 'ru' ? 'ru' : 'en');
    this.showTheme(((await shell.get('theme')) ?? 'system') as Theme);
    this.showTextSize();
  }

  async setLanguage(language: Language): Promise<void> {
    this.showLanguage(language);
    await this.core.shell.put('language', language);
  }

  async setTheme(theme: Theme): Promise<void> {
    this.showTheme(theme);
    await this.core.shell.put('theme', theme);
  }

  async changeSettings(change: Partial<FieldSettings>): Promise<void> {
    this.settings = { ...this.settings, ...change };
    this.showTextSize();
    await writeSettings(this.core.shell, this.settings);
  }

  go(hash: string): void {
    location.hash = hash;
  }

  /** Run a write. The tick is shown only after it is on disk; a failure is said in words. Tells whether it worked. */
  async save(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      this.tell({ kind: 'saved', text: commonWords[this.language].saved });
      return true;
    } catch (error) {
      await this.tellProblem(error);
      return false;
    }
  }

  async tellProblem(error: unknown): Promise<void> {
    this.tell({ kind: 'trouble', text: await this.describe(error) });
  }

  /** The sentences load late: most days nobody reads one. When they do not come, one sentence stands for all. */
  private async describe(error: unknown): Promise<string> {
    try {
      const { describeProblem } = await lateScreens.problems();
      return describeProblem(this.language, error);
    } catch (missing) {
      console.warn(error, missing);
      return commonWords[this.language].notLoadedHelp;
    }
  }

  closeNotice(): void {
    this.notice = null;
  }

  private tell(notice: Notice): void {
    clearTimeout(this.hideNotice);
    this.notice = notice;
    if (notice.kind === 'saved') this.hideNotice = setTimeout(() => this.closeNotice(), TICK_MS);
  }

  private showLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language;
  }

  private showTheme(theme: Theme): void {
    this.theme = theme;
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    const meta = document.querySelector('meta[name="theme-color"]');
    meta?.setAttribute('content', isDark ? GROUNDS.dark : GROUNDS.light);
  }

  private showTextSize(): void {
    document.documentElement.style.fontSize = `${this.settings.textSize ?? 100}%`;
  }
}
