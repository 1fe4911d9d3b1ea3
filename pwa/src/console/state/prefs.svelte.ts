/** What a person chose for this browser: language and theme. */
import { textIn, type Language, type Text } from '$lib/i18n/language';

export type Theme = 'system' | 'light' | 'dark';

export class Prefs {
  language = $state<Language>(kept('console.language') === 'en' ? 'en' : kept('console.language') === 'ru' ? 'ru' : browserLanguage());
  theme = $state<Theme>((kept('console.theme') as Theme | null) ?? 'system');
  readonly hasChosenLanguage = kept('console.language') !== null;

  setLanguage(language: Language): void {
    this.language = language;
    keep('console.language', language);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    keep('console.theme', theme);
  }

  t(text: Text | string | null | undefined): string {
    return textIn(this.language, text);
  }
}

function browserLanguage(): Language {
  return navigator.language.startsWith('ru') ? 'ru' : 'en';
}

// Storage may be closed to the page (private windows); then a choice lasts as long as the page.
function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}
