/** Refusals in words, by code; what the server says in both languages comes first, and stands alone for a code without words here. */
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
  forbidden: { en: 'Your role does not allow this.', ru: 'Ваша роль этого не позволяет.' },
  overlap: { en: 'Somebody of the crew has another visit or its drive in that time.', ru: 'У кого-то из бригады в это время другой выезд или дорога к нему.' },
  visit_open: { en: 'The ticket already has an open visit.', ru: 'У заявки уже есть открытый выезд.' },
  changed: { en: 'The ticket needs other work now; look for a plan again.', ru: 'Заявке теперь нужны другие работы, подберите план заново.' },
  begun: { en: 'The visit has begun or ended meanwhile; it stays as it is.', ru: 'Выезд тем временем начался или закончился, он остаётся как есть.' },
  locked: { en: 'Somebody locked the visit meanwhile; it stays as it is.', ru: 'Выезд тем временем закрепили, он остаётся как есть.' },
  moved_already: { en: 'The visit got another crew or time meanwhile.', ru: 'У выезда тем временем сменилась бригада или время.' },
  move_reason_needed: { en: 'The customer was promised this visit. Say why that changes.', ru: 'Этот выезд заказчику уже назначен. Укажите, почему он меняется.' },
  running_late: { en: 'Somebody of the crew is still on an earlier visit that takes longer.', ru: 'Кто-то из бригады ещё занят: предыдущий выезд затянулся.' },
  no_symptom: { en: 'The ticket has no symptom of the catalogue; triage it again.', ru: 'У заявки нет симптома из каталога, разберите её заново.' },
  checklist: { en: 'The checklists of this symptom contradict each other.', ru: 'Чек-листы этого симптома противоречат друг другу.' },
  past: { en: 'The visit would start in the past.', ru: 'Выезд начался бы в прошлом.' },
  not_an_engineer: { en: 'Somebody of the crew is no active engineer.', ru: 'В бригаде не только действующие инженеры.' },
  absent: { en: 'Somebody of the crew is away at that time.', ru: 'Кто-то из бригады в это время отсутствует.' },
  forbidden_here: { en: 'Somebody of the crew may not go to this site; why is said on its page.', ru: 'Кого-то из бригады на этот объект отправлять нельзя; причина — на странице объекта.' },
  not_on_shift: { en: 'Somebody of the crew is not on shift, is away, or has no time left that day.', ru: 'Кто-то из бригады в этот день не на смене, отсутствует или уже занят.' },
  no_skill: { en: 'These people cannot share the work so that everybody does a part they know.', ru: 'Этим людям не разделить работы: кому-то не хватает навыка.' },
  outside_hours: { en: 'The site is closed then, or closes before the work could end.', ru: 'Объект в это время закрыт или закроется раньше, чем закончится работа.' },
  does_not_fit: { en: 'It cannot be kept together with what is promised already.', ru: 'Это не совместить с тем, что уже обещано.' },
  day_over: { en: 'That day is over; there is nothing left to plan.', ru: 'Этот день уже прошёл, планировать нечего.' },
  place_gone: { en: 'The day has changed and this place is not there any more. Here are the places as they are now.', ru: 'День изменился, этого места уже нет. Вот места на сейчас.' },
  repeat_reason_needed: { en: 'Somebody went to this ticket already. Say why another trip is needed.', ru: 'К этой заявке уже выезжали. Укажите, почему нужен ещё один выезд.' },
  wip_limit_reached: { en: 'The column of planned tickets is full.', ru: 'В колонке запланированных заявок нет места.' },
  no_address_service: { en: 'No address service is set up here. Enter the coordinates by hand.', ru: 'Сервис адресов здесь не подключён. Введите координаты сами.' },
  login_taken: { en: 'This login is taken; choose another.', ru: 'Этот логин уже занят, выберите другой.' },
  too_many_attempts: { en: 'Too many attempts. Wait a few minutes and try again.', ru: 'Слишком много попыток. Подождите несколько минут и попробуйте снова.' },
  published_meanwhile: { en: 'Somebody published a newer version meanwhile. Your text is still here.', ru: 'Тем временем опубликована новая версия. Ваш текст на месте.' },
  catalogue_faults: { en: 'The text has faults; nothing was published.', ru: 'В тексте есть ошибки, ничего не опубликовано.' },
  not_ready: { en: 'The ticket is not ready for a visit; triage it first.', ru: 'Заявка не готова к выезду, сначала разберите её.' },
};
/** A step that the state does not allow any more names the state in English; in Russian that is said without the name. */
const WRONG_STATE_RU = 'Состояние уже изменилось, и это действие больше недоступно. Посмотрите, что на экране сейчас.';
/** Values that a form cannot judge by itself, by the field that the server names. */
const INVALID: Readonly<Record<string, Text>> = {
  '/zone': { en: 'There is no such time zone; an example is Europe/Moscow.', ru: 'Такого часового пояса нет; пример: Europe/Moscow.' },
  '/shift': { en: 'Lunch lies outside the shift.', ru: 'Обед не попадает в смену.' },
  '/shift/break': { en: 'The earliest beginning comes after the latest.', ru: 'Самое раннее начало позже самого позднего.' },
  '/shift/break/minutes': { en: 'Lunch lasts 5 to 120 minutes.', ru: 'Обед длится от 5 до 120 минут.' },
  '/shift/overtime_minutes': { en: 'From 0 to 240 minutes.', ru: 'От 0 до 240 минут.' },
  '/to': { en: 'The end comes before the start.', ru: 'Конец раньше начала.' },
};
const INVALID_RU = 'Сервер не принял одно из значений. Проверьте введённое.';
const NOT_FOUND: Text = { en: 'This does not exist, or no longer.', ru: 'Этого нет или уже нет.' };

export function problemWords(problem: Problem): Text | string {
  if (problem.status === 404) return NOT_FOUND;
  if (problem.code === 'wrong_state') return { en: problem.detail, ru: WRONG_STATE_RU };
  if (problem.code === 'invalid') return INVALID[problem.errors[0]?.pointer ?? ''] ?? { en: problem.detail, ru: INVALID_RU };
  return said(problem.extra['text']) ?? WORDS[problem.code] ?? (problem.detail || problem.code);
}

/** The server's own sentence in both languages: it names people, visits and times. */
function said(text: unknown): Text | null {
  return text !== null && typeof text === 'object' && 'en' in text && 'ru' in text ? (text as Text) : null;
}

/** What the server says about one value of a form, or null when it said nothing about it. */
export function faultWords(problem: Problem, pointer: string): Text | null {
  const fault = problem.errors.find((error) => error.pointer === pointer);
  return fault ? (INVALID[pointer] ?? { en: fault.detail, ru: INVALID_RU }) : null;
}
