/** Russian words of act.json. Twin: server/report/words_ru.py. */

export const words: Readonly<Record<string, string>> = {
  absent: 'Подписать было некому',
  accepted: 'Работа принята',
  accepted_with_remarks: 'Работа принята с замечаниями',
  conflict: 'Ответы расходятся, не согласовано',
  done: 'Сделано',
  fail: 'Не в норме',
  hours: 'ч',
  minutes: 'мин',
  na: 'Не применимо',
  no: 'Нет',
  not_accepted: 'Работа не принята',
  not_done: 'Не сделано',
  omission: 'Не вошло',
  omission_of: 'Ответы после {after}: {person}',
  open: 'Осталось открытым',
  output_of_device: 'Вывод устройства, строк',
  pass: 'В норме',
  photo_many: 'фото',
  photo_one: 'фото',
  read_from_device: 'Прочитано из вывода устройства',
  refused: 'Заказчик не подписал',
  travel: 'Дорога',
  work: 'Работа',
  yes: 'Да',
};

export const units: Readonly<Record<string, string>> = {
  A: 'А',
  GB: 'ГБ',
  'Gbit/s': 'Гбит/с',
  Hz: 'Гц',
  MB: 'МБ',
  'Mbit/s': 'Мбит/с',
  Ohm: 'Ом',
  V: 'В',
  VA: 'ВА',
  W: 'Вт',
  dB: 'дБ',
  dBm: 'дБм',
  h: 'ч',
  kHz: 'кГц',
  kW: 'кВт',
  'kbit/s': 'кбит/с',
  km: 'км',
  m: 'м',
  mA: 'мА',
  min: 'мин',
  mm: 'мм',
  ms: 'мс',
  pcs: 'шт.',
  s: 'с',
  'Ω': 'Ом',
};

const two = (value: number): string => String(value).padStart(2, '0');

export const day = (year: number, month: number, dayOfMonth: number): string =>
  `${two(dayOfMonth)}.${two(month)}.${year}`;

export const number = (digits: string): string => digits.replaceAll('.', ',');
