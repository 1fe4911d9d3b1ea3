/** Words of the measures; definitions come from the server, and from here where it sends none. */
import type { Text } from '$lib/i18n/language';
import { repeatReasons } from './visits';

export const measureWords = {
  from: { en: 'From', ru: 'С' },
  to: { en: 'To', ru: 'По' },
  definition: { en: 'What is counted', ru: 'Что считается' },
  small: { en: 'few cases, read with care', ru: 'мало случаев, выводы осторожно' },
  noCases: { en: 'No tickets to show here.', ru: 'Показать нечего.' },
  noValue: { en: 'Not enough to say', ru: 'Данных недостаточно' },
  empty: { en: 'Nothing to measure yet', ru: 'Измерять пока нечего' },
  emptyLead: { en: 'Figures appear with the first tickets of the period. They describe the flow, never people.', ru: 'Показатели появятся с первыми заявками периода. Они описывают поток работы, а не людей.' },
  flow: { en: 'The measures describe the flow of work, never people.', ru: 'Показатели описывают поток работы, а не людей.' },
} as const satisfies Record<string, Text>;

/** What a figure is split by: reasons of repeats, columns of the board. */
export const barWords: Readonly<Record<string, Text>> = {
  ...repeatReasons,
  triage: { en: 'Triage', ru: 'Разбор' },
  ready: { en: 'Ready', ru: 'Готово к выезду' },
  planned: { en: 'Planned', ru: 'Запланировано' },
  under_way: { en: 'Under way', ru: 'В работе' },
  sign_off: { en: 'Sign-off', ru: 'Подписание' },
};

export const measureTitles: Readonly<Record<string, Text>> = {
  first_time_fix: { en: 'First-time fix', ru: 'Решено с первого выезда' },
  trips_per_ticket: { en: 'Trips per ticket', ru: 'Поездок на заявку' },
  time_to_resolve: { en: 'Time to resolve', ru: 'Время до решения' },
  solved_remotely: { en: 'Solved remotely', ru: 'Решено удалённо' },
  csat: { en: 'Customer rating', ru: 'Оценка заказчиков' },
  repeats: { en: 'Repeats within 30 days', ru: 'Повторные выезды за 30 дней' },
  wip_overrides: { en: 'Moves over a limit', ru: 'Переносы сверх лимита' },
};
