/** Two languages, one dictionary a screen area: `{ en: {...}, ru: {...} }` with the same keys, so that both are read side by side. */
export type Language = 'en' | 'ru';
export type Text = { readonly en: string; readonly ru: string };

/** A text in a language; a plain string (what a person typed) stays as it is. */
export function textIn(language: Language, text: Text | string | null | undefined): string {
  if (text == null) return '';
  return typeof text === 'string' ? text : text[language] || text.en;
}

const rules: Record<Language, Intl.PluralRules> = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') };

/** The form for a count: English [one, many], Russian [one, few, many], as «1 выезд, 2 выезда, 5 выездов». */
export function plural(language: Language, count: number, forms: readonly string[]): string {
  const form = rules[language].select(count);
  const index = form === 'one' ? 0 : form === 'few' ? 1 : forms.length - 1;
  return forms[Math.min(index, forms.length - 1)] ?? '';
}

/** A time of day in a zone, as 09:05. */
export function clockTime(moment: string | Date, zone: string): string {
  return new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(moment));
}

/** A day in a zone, as “Tue 24 Nov” or «вт, 24 нояб.». */
export function shortDay(language: Language, moment: string | Date, zone: string): string {
  const locale = language === 'ru' ? 'ru' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone }).format(
    new Date(moment)
  );
}

/** Minutes in words, as “1 h 20 min” or «1 ч 20 мин». */
export function duration(language: Language, minutes: number): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const [h, m] = language === 'ru' ? ['ч', 'мин'] : ['h', 'min'];
  if (!hours) return `${whole} ${m}`;
  return whole % 60 ? `${hours} ${h} ${whole % 60} ${m}` : `${hours} ${h}`;
}
