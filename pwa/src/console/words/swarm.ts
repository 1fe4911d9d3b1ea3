/** Words of a swarm: colleagues pulled in while the owner keeps the ticket. */
import type { Text } from '$lib/i18n/language';

export const swarmWords = {
  title: { en: 'Colleagues', ru: 'Коллеги' },
  empty: { en: 'Nobody is pulled in.', ru: 'Никто не подключён.' },
  pullIn: { en: 'Pull in colleagues', ru: 'Подключить коллег' },
  lead: { en: 'The ticket stays with its owner; colleagues help.', ru: 'Заявка остаётся у ответственного, коллеги помогают.' },
  who: { en: 'Who can help', ru: 'Кто может помочь' },
  find: { en: 'Find a colleague', ru: 'Найти коллегу' },
  nobodyFound: { en: 'Nobody has this name.', ru: 'Никого с таким именем.' },
  question: { en: 'What do you ask them?', ru: 'О чём спросить?' },
  send: { en: 'Pull in', ru: 'Подключить' },
  pulledIn: { en: 'Pulled in; the ticket stays with its owner', ru: 'Подключены; заявка остаётся у ответственного' },
  helpDone: { en: 'No longer needed', ru: 'Больше не нужно' },
  leftNow: { en: 'Helps no longer', ru: 'Больше не подключён' },
  undo: { en: 'Undo', ru: 'Вернуть' },
  helping: { en: 'helping', ru: 'помогают' },
} as const satisfies Record<string, Text>;
