/** Refusals in words, by code; a code without words here shows the server's own sentence. */
import type { Text } from '$lib/i18n/language';
import type { Problem } from '../api/problem';

const WORDS: Readonly<Record<string, Text>> = {
  offline: {
    en: 'No connection to the server. What you typed is still here; try again.',
    ru: 'Нет связи с сервером. Введённое сохранилось на экране, попробуйте ещё раз.',
  },
  not_signed_in: { en: 'Sign in to go on.', ru: 'Войдите, чтобы продолжить.' },
  wrong_credentials: { en: 'Login or password is not right.', ru: 'Логин или пароль не подходит.' },
  unexpected: {
    en: 'Something went wrong on the server. Nothing was half saved; try again.',
    ru: 'На сервере произошла ошибка. Ничего не сохранено наполовину, попробуйте ещё раз.',
  },
  unavailable: {
    en: 'The database is busy. Nothing was saved; try again.',
    ru: 'База данных занята. Ничего не сохранено, попробуйте ещё раз.',
  },
};
const NOT_FOUND: Text = { en: 'This does not exist, or no longer.', ru: 'Этого нет или уже нет.' };

export function problemWords(problem: Problem): Text | string {
  if (problem.status === 404) return NOT_FOUND;
  return WORDS[problem.code] ?? (problem.detail || problem.code);
}
