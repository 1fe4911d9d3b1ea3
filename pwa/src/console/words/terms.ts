/** Words for the things themselves: states, priorities, trades, roles, levels. Used on every screen. */
import { plural, type Language, type Text } from '$lib/i18n/language';

export type Terms = Readonly<Record<string, Text>>;

export const ticketStates: Terms = {
  new: { en: 'New', ru: 'Новая' },
  triaged: { en: 'Triaged', ru: 'Разобрана' },
  ready: { en: 'Ready', ru: 'Готова к выезду' },
  planned: { en: 'Planned', ru: 'Запланирована' },
  under_way: { en: 'Under way', ru: 'В работе' },
  done: { en: 'Done', ru: 'Завершена' },
  solved_remotely: { en: 'Solved remotely', ru: 'Решена удалённо' },
  cancelled: { en: 'Cancelled', ru: 'Отменена' },
};
export const visitStates: Terms = {
  proposed: { en: 'Proposed', ru: 'Предложен' },
  published: { en: 'Published', ru: 'Назначен' },
  travelling: { en: 'On the way', ru: 'В пути' },
  on_site: { en: 'On site', ru: 'На месте' },
  work_done: { en: 'Work done', ru: 'Работа сделана' },
  signed: { en: 'Signed', ru: 'Подписан' },
  sealed: { en: 'Sealed', ru: 'Акт заверен' },
  aborted: { en: 'Aborted', ru: 'Прерван' },
  cancelled: { en: 'Cancelled', ru: 'Отменён' },
};
export const priorities: Terms = {
  urgent: { en: 'Urgent', ru: 'Срочно' },
  high: { en: 'High', ru: 'Высокий' },
  normal: { en: 'Normal', ru: 'Обычный' },
  low: { en: 'Low', ru: 'Низкий' },
};
export const trades: Terms = {
  network: { en: 'Network', ru: 'Сеть' },
  telephony: { en: 'Telephony', ru: 'Телефония' },
  workplace: { en: 'Workplace', ru: 'Рабочее место' },
  servers: { en: 'Servers', ru: 'Серверы' },
  power: { en: 'Power', ru: 'Питание' },
};
export const roles: Terms = {
  operator: { en: 'operator', ru: 'оператор' },
  dispatcher: { en: 'dispatcher', ru: 'диспетчер' },
  engineer: { en: 'engineer', ru: 'инженер' },
  expert: { en: 'expert', ru: 'эксперт' },
  lead: { en: 'lead', ru: 'руководитель' },
  admin: { en: 'admin', ru: 'администратор' },
};
export const levels: Terms = {
  0: { en: 'none', ru: 'нет' },
  1: { en: 'learns', ru: 'учится' },
  2: { en: 'works alone', ru: 'работает сам' },
  3: { en: 'handles the unusual', ru: 'решает сложное' },
  4: { en: 'teaches', ru: 'учит других' },
};
export const results: Terms = {
  pass: { en: 'OK', ru: 'В норме' },
  fail: { en: 'Not OK', ru: 'Не в норме' },
  na: { en: 'Does not apply', ru: 'Не применимо' },
  done: { en: 'Done', ru: 'Сделано' },
  open: { en: 'Open', ru: 'Не отвечено' },
};

/** The word for a code; an unknown code is shown as it is rather than hidden. */
export function term(terms: Terms, code: string | null | undefined): Text | string {
  return (code && terms[code]) || (code ?? '');
}

const COUNTED = {
  visit: { en: ['visit', 'visits'], ru: ['выезд', 'выезда', 'выездов'] },
  ticket: { en: ['ticket', 'tickets'], ru: ['заявка', 'заявки', 'заявок'] },
  article: { en: ['article', 'articles'], ru: ['статья', 'статьи', 'статей'] },
  trip: { en: ['trip', 'trips'], ru: ['поездка', 'поездки', 'поездок'] },
  person: { en: ['person', 'people'], ru: ['человек', 'человека', 'человек'] },
  case: { en: ['case', 'cases'], ru: ['случай', 'случая', 'случаев'] },
} as const;

/** “3 visits”, «3 выезда». */
export function counted(language: Language, count: number, thing: keyof typeof COUNTED): string {
  return `${count} ${plural(language, count, COUNTED[thing][language])}`;
}
