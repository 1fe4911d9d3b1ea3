/** Words of live checks in the console: asking, what came of it, and the networks of a site. */
import type { Text } from '$lib/i18n/language';
import type { Problem } from '../api/problem';

export const liveWords = {
  title: { en: 'Live checks', ru: 'Проверки с сервера' },
  checkNow: { en: 'Check now', ru: 'Проверить сейчас' },
  ask: { en: 'Ask the device', ru: 'Спросить устройство' },
  asking: { en: 'Asking…', ru: 'Спрашиваем…' },
  empty: { en: 'Nothing was asked yet.', ru: 'Пока ничего не спрашивали.' },
  what: { en: 'What to check', ru: 'Что проверить' },
  host: { en: 'Address or name of the device', ru: 'Адрес или имя устройства' },
  server: { en: 'Address or name of the call server', ru: 'Адрес или имя АТС' },
  switch: { en: 'Address or name of the switch', ru: 'Адрес или имя коммутатора' },
  number: { en: 'Number', ru: 'Номер' },
  port: { en: 'Port of the switch, by name or number', ru: 'Порт коммутатора: имя или номер' },
  more: { en: 'Port and protocol', ru: 'Порт и протокол' },
  networkPort: { en: 'Network port', ru: 'Сетевой порт' },
  usual: { en: 'usual', ru: 'обычный' },
  protocol: { en: 'Protocol', ru: 'Протокол' },
  inside: { en: 'Asked only in', ru: 'Спрашиваем только в сетях' },
  record: { en: 'Record as', ru: 'Записать как' },
  networks: { en: 'Live checks', ru: 'Проверки с сервера' },
  networksLead: { en: 'The server may ask devices in these networks only.', ru: 'Сервер может спрашивать устройства только в этих сетях.' },
  nowhere: { en: 'No networks: nothing is asked here.', ru: 'Сетей нет: здесь ничего не спрашивают.' },
  networksLabel: { en: 'Networks, one a line', ru: 'Сети, по одной в строке' },
  networksHint: { en: 'A network as 10.20.1.0/24, a single device as 10.20.3.5/32. SNMP v2c shows its community to whatever is asked there.', ru: 'Сеть: 10.20.1.0/24, одно устройство: 10.20.3.5/32. SNMP v2c раскрывает community всем, кого здесь спросят.' },
  change: { en: 'Change the networks', ru: 'Изменить сети' },
  saved: { en: 'The networks are saved', ru: 'Сети сохранены' },
} as const satisfies Record<string, Text>;

/** Why a check was not taken. What the server says about a value names it; in Russian that is said without the value. */
export function refusalWords(problem: Problem, networks: readonly string[]): Text | null {
  const { detail } = problem;
  if (problem.code === 'live_checks_off') return { en: 'Live checks are off here; an administrator turns them on.', ru: 'Проверки с сервера здесь отключены, их включает администратор.' };
  if (problem.code === 'no_check_networks') return { en: 'The site names no networks for live checks. A lead adds them at the site.', ru: 'У объекта нет сетей для проверок. Их добавляет руководитель на странице объекта.' };
  if (problem.code === 'too_many_attempts') {
    const seconds = String(problem.extra['retry_after'] ?? 60);
    return { en: `Devices of this customer were asked too often. Try again in ${seconds} s.`, ru: `Устройства этого заказчика спрашивали слишком часто. Повторите через ${seconds} с.` };
  }
  if (problem.code !== 'invalid') return null;
  const ru: Readonly<Record<string, string>> = {
    '/host': `Такой адрес не спрашиваем. Можно то, что входит в сети объекта: ${networks.join(', ')}.`,
    '/port': 'На этом сетевом порту здесь не спрашивают.',
    '/subject': 'Проверьте номер или порт: так его устройство не знает.',
    '/transport': 'SNMP спрашивают только по UDP.',
  };
  const pointer = problem.errors[0]?.pointer ?? '';
  return { en: detail, ru: ru[pointer] ?? 'Сервер не принял одно из значений. Проверьте введённое.' };
}

export function networkFaultWords(problem: Problem, networks: readonly string[]): Text | null {
  if (problem.code !== 'invalid') return null;
  const index = Number(/^\/networks\/(\d+)$/.exec(problem.errors[0]?.pointer ?? '')?.[1] ?? NaN);
  const named = networks[index];
  return {
    en: problem.detail,
    ru: named ? `«${named}» здесь не подходит: нужна сеть объекта, например 10.20.1.0/24; сети самого сервера задаёт администратор.` : 'Сетей слишком много.',
  };
}
