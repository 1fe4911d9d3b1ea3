/** Words of people: accounts, skills, absences, devices. */
import { duration, type Text } from '$lib/i18n/language';
import type { Shift } from '../api/types';

export const peopleWords = {
  list: { en: 'People', ru: 'Люди' },
  skills: { en: 'Skills', ru: 'Навыки' },
  view: { en: 'View', ru: 'Вид' },
  search: { en: 'Find a person', ru: 'Найти человека' },
  add: { en: 'New person', ru: 'Новый человек' },
  added: { en: 'The account is made', ru: 'Учётная запись создана' },
  name: { en: 'Name', ru: 'Имя' },
  login: { en: 'Login', ru: 'Логин' },
  password: { en: 'First password, 8 characters or more', ru: 'Первый пароль, не короче 8 знаков' },
  roles: { en: 'Roles', ru: 'Роли' },
  language: { en: 'Language', ru: 'Язык' },
  group: { en: 'Group', ru: 'Группа' },
  phone: { en: 'Phone', ru: 'Телефон' },
  email: { en: 'E-mail', ru: 'Почта' },
  shift: { en: 'Shift', ru: 'Смена' },
  worksShifts: { en: 'Has working hours', ru: 'Есть рабочие часы' },
  lunch: { en: 'Lunch', ru: 'Обед' },
  hasLunch: { en: 'Has a lunch break', ru: 'Есть обед' },
  lunchEarliest: { en: 'Begins no earlier than', ru: 'Начало не раньше' },
  lunchLatest: { en: 'Begins no later than', ru: 'Начало не позже' },
  lunchMinutes: { en: 'Lasts, minutes', ru: 'Длится, минут' },
  overtime: { en: 'Overtime', ru: 'Переработка' },
  overtimeMinutes: { en: 'Overtime that the plan may use, minutes a day', ru: 'Переработка, которую может занять план, минут в день' },
  level: { en: 'Level', ru: 'Уровень' },
  skillSaved: { en: 'The level is set', ru: 'Уровень задан' },
  undo: { en: 'Undo', ru: 'Вернуть' },
  matrixLead: { en: '1 learns · 2 works alone · 3 handles the unusual · 4 teaches', ru: '1 учится · 2 работает сам · 3 решает сложное · 4 учит других' },
  absences: { en: 'Absences', ru: 'Отсутствия' },
  noAbsences: { en: 'No coming absences.', ru: 'Отсутствий не запланировано.' },
  addAbsence: { en: 'Note an absence', ru: 'Отметить отсутствие' },
  from: { en: 'From', ru: 'С' },
  to: { en: 'To', ru: 'По' },
  absenceSaved: { en: 'The absence is noted', ru: 'Отсутствие отмечено' },
  removeAbsence: { en: 'Remove', ru: 'Убрать' },
  absenceRemoved: { en: 'The absence is removed', ru: 'Отсутствие убрано' },
  devices: { en: 'Devices', ru: 'Устройства' },
  noDevices: { en: 'No device yet: the engineer signs in on the phone.', ru: 'Устройств нет: инженер входит на телефоне.' },
  revoke: { en: 'Withdraw', ru: 'Отозвать' },
  revokeLead: { en: 'The phone can no longer send or read. Work that it has not sent can then only be brought in by a rescue file. This cannot be undone.', ru: 'Телефон больше не сможет отправлять и читать. Неотправленное потом можно внести только файлом спасения. Вернуть будет нельзя.' },
  revoked: { en: 'withdrawn', ru: 'отозвано' },
  wasRevoked: { en: 'The device is withdrawn', ru: 'Устройство отозвано' },
  seen: { en: 'last heard', ru: 'на связи' },
  unsent: { en: 'not sent', ru: 'не отправлено' },
  inactive: { en: 'left', ru: 'не работает' },
  deactivate: { en: 'Close the account', ru: 'Закрыть учётную запись' },
  activate: { en: 'Open the account again', ru: 'Открыть учётную запись снова' },
  changed: { en: 'Changed', ru: 'Изменено' },
  empty: { en: 'Nobody found', ru: 'Никого не нашлось' },
} as const satisfies Record<string, Text>;

/** Monday first, as shifts count them. */
export const weekdays: readonly Text[] = [
  { en: 'Mon', ru: 'пн' },
  { en: 'Tue', ru: 'вт' },
  { en: 'Wed', ru: 'ср' },
  { en: 'Thu', ru: 'чт' },
  { en: 'Fri', ru: 'пт' },
  { en: 'Sat', ru: 'сб' },
  { en: 'Sun', ru: 'вс' },
];

/** “30 min, begins 12:00–14:00”, «30 мин, начало 12:00–14:00». */
export function lunchWords({ earliest, latest, minutes }: NonNullable<Shift['break']>): Text {
  return { en: `${duration('en', minutes)}, begins ${earliest}–${latest}`, ru: `${duration('ru', minutes)}, начало ${earliest}–${latest}` };
}

export function overtimeWords(minutes: number): Text {
  return { en: `up to ${duration('en', minutes)} a day`, ru: `до ${duration('ru', minutes)} в день` };
}
