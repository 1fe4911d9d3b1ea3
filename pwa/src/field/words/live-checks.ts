/** Words of checks that the server makes for a visit. */
import type { LiveAsked } from '$lib/actions';

export const liveWords = {
  en: {
    title: 'Checks from the server',
    checkNow: 'Check from the server',
    what: 'What to check',
    host: 'Address or name of the device',
    server: 'Address or name of the call server',
    switch: 'Address or name of the switch',
    number: 'Number',
    port: 'Port of the switch, by name or number',
    ask: 'Ask the device',
    asking: 'Asking…',
    inside: (networks: string) => `Asked only in ${networks}`,
    offline: 'Needs a connection: the server asks the device now, so nothing is kept for later. Measure here instead.',
    beside: (what: string, time: string) => `From the server (${what}, ${time}):`,
    counts: 'What you measure here counts.',
    by: (name: string) => `asked by ${name}`,
  },
  ru: {
    title: 'Проверки с сервера',
    checkNow: 'Проверить с сервера',
    what: 'Что проверить',
    host: 'Адрес или имя устройства',
    server: 'Адрес или имя АТС',
    switch: 'Адрес или имя коммутатора',
    number: 'Номер',
    port: 'Порт коммутатора: имя или номер',
    ask: 'Спросить устройство',
    asking: 'Спрашиваем…',
    inside: (networks: string) => `Спрашиваем только в сетях ${networks}`,
    offline: 'Нужна связь: сервер спрашивает устройство сейчас, на потом ничего не откладывается. Проверьте на месте.',
    beside: (what: string, time: string) => `С сервера (${what}, ${time}):`,
    counts: 'Решает то, что измерено на месте.',
    by: (name: string) => `запрос: ${name}`,
  },
};

const REFUSED = {
  en: {
    not_signed_in: 'Sign in again first. Nothing is lost.',
    not_found: 'You are not in the crew of this visit any more.',
    wrong_state: 'The visit is over; nothing is checked for it any more.',
    live_checks_off: 'Live checks are off here; an administrator turns them on.',
    no_check_networks: 'The site names no networks for live checks. A lead adds them in the console.',
    host: 'This address is not asked: it is outside the networks of the site.',
    subject: 'Please check the number or the port: the device would not know it like this.',
    other: 'The server refused this. Try again, or measure here.',
    often: (seconds: number) => `Devices of this customer were asked too often. Try again in ${seconds} s.`,
  },
  ru: {
    not_signed_in: 'Сначала войдите ещё раз. Ничего не потеряно.',
    not_found: 'Вы больше не в бригаде этого выезда.',
    wrong_state: 'Выезд завершён, для него больше ничего не проверяют.',
    live_checks_off: 'Проверки с сервера здесь отключены, их включает администратор.',
    no_check_networks: 'У объекта нет сетей для проверок. Их добавляет руководитель в консоли.',
    host: 'Такой адрес не спрашиваем: он не входит в сети объекта.',
    subject: 'Проверьте номер или порт: так его устройство не знает.',
    other: 'Сервер это не принял. Попробуйте ещё раз или проверьте на месте.',
    often: (seconds: number) => `Устройства этого заказчика спрашивали слишком часто. Повторите через ${seconds} с.`,
  },
};

/** Why nothing was asked; empty when it was. */
export function askedWords(language: 'en' | 'ru', asked: LiveAsked): string {
  if (asked.kind === 'asked') return '';
  if (asked.kind === 'no_network') return liveWords[language].offline;
  const words = REFUSED[language];
  if (asked.code === 'too_many_attempts') return words.often(asked.seconds || 60);
  if (asked.pointer === '/host') return words.host;
  if (asked.pointer === '/subject') return words.subject;
  const { code } = asked;
  const known = code === 'not_signed_in' || code === 'not_found' || code === 'wrong_state' || code === 'live_checks_off' || code === 'no_check_networks';
  return known ? words[code] : words.other;
}
