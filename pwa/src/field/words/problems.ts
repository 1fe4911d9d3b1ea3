/** What went wrong, in sentences: what happened, what is safe, what to do. */
import { InvalidAnswer, NoRoom, Problem } from '$lib/actions';
import type { Language } from '$lib/i18n/language';
import { commonWords } from './common';

const problems = {
  en: {
    not_enrolled: 'This phone is not registered yet. Sign in once with network.',
    not_signed_in: 'Please sign in again. Nothing is lost.',
    wrong_credentials: 'The name or the password is not right.',
    no_network: 'No network. Signing in needs it once; after that the app works without.',
    server_error: 'The server has a fault. Nothing is lost; try again in a minute.',
    app_incomplete: commonWords.en.notLoadedHelp,
    covered_by_sign_off: 'The customer has signed this answer. It can no longer be changed here.',
    visit_unknown: 'This phone does not have this visit.',
    step_unknown: 'This step is not in the checklist any more.',
    no_room: 'The phone is full, so the photo was not taken up. Text is still saved. Free some space and take it again.',
    bytes_not_kept: 'The phone did not keep the photo. Please take it again.',
    sign_off_not_allowed: 'Some steps are still open. See what is missing on the visit page.',
    settle_conflicts_first: 'Two answers differ. Settle them in the checklist first.',
    device_unknown: 'The server does not know this phone. Ask the dispatcher.',
    device_withdrawn: 'This phone was withdrawn. Ask the dispatcher. Unsent work stays on it.',
    reason_missing: 'Please write why this step is left out.',
    answer_missing: 'Please give an answer first.',
    unknown_option: 'This answer is not one of the options.',
    not_a_number: 'Please enter a number, for example 11.8.',
    too_precise: 'Please enter fewer digits after the point.',
    not_a_mac: 'This is not the MAC address of a device. It has 12 digits and letters, for example 00:1B:0C:AB:CD:EF.',
    too_long: 'This text is too long: 64 KB is the most. Paste only the part that matters.',
    not_a_time: 'Please enter a date and a time.',
    picture: 'This picture could not be read. Please take it again.',
    no_space: 'The phone is full, so this was not saved. What was saved before is safe. Free some space and try again.',
    not_saved: 'This was not saved. What was saved before is safe. Try again; if it stays so, close the app and open it again.',
  },
  ru: {
    not_enrolled: 'Телефон ещё не зарегистрирован. Войдите один раз при наличии связи.',
    not_signed_in: 'Войдите ещё раз. Ничего не потеряно.',
    wrong_credentials: 'Логин или пароль не подходит.',
    no_network: 'Нет связи. Она нужна один раз для входа; дальше приложение работает без неё.',
    server_error: 'На сервере сбой. Ничего не потеряно; попробуйте через минуту.',
    app_incomplete: commonWords.ru.notLoadedHelp,
    covered_by_sign_off: 'Заказчик подписал этот ответ. Здесь его уже не изменить.',
    visit_unknown: 'Этого выезда нет в телефоне.',
    step_unknown: 'Этого шага больше нет в чек-листе.',
    no_room: 'В телефоне нет места, фото не принято. Текст по-прежнему сохраняется. Освободите место и снимите ещё раз.',
    bytes_not_kept: 'Телефон не сохранил фото. Снимите ещё раз.',
    sign_off_not_allowed: 'Остались открытые шаги. Что не закончено, видно на странице выезда.',
    settle_conflicts_first: 'Два ответа расходятся. Сначала выберите верный в чек-листе.',
    device_unknown: 'Сервер не знает этот телефон. Обратитесь к диспетчеру.',
    device_withdrawn: 'Телефон отозван. Обратитесь к диспетчеру. Неотправленная работа остаётся в нём.',
    reason_missing: 'Напишите, почему шаг пропущен.',
    answer_missing: 'Сначала дайте ответ.',
    unknown_option: 'Такого варианта нет.',
    not_a_number: 'Введите число, например 11,8.',
    too_precise: 'Слишком много знаков после запятой.',
    not_a_mac: 'Это не MAC-адрес устройства. В нём 12 цифр и букв, например 00:1B:0C:AB:CD:EF.',
    too_long: 'Текст слишком длинный, можно не больше 64 КБ. Вставьте только нужную часть.',
    not_a_time: 'Введите дату и время.',
    picture: 'Не удалось прочитать снимок. Снимите ещё раз.',
    no_space: 'В телефоне нет места, это не сохранено. Сохранённое раньше цело. Освободите место и попробуйте ещё раз.',
    not_saved: 'Это не сохранено. Сохранённое раньше цело. Попробуйте ещё раз; если не поможет, закройте приложение и откройте снова.',
  },
};

/** A picture that the browser cannot decode. */
export class UnreadablePicture extends Error {}

export function describeProblem(language: Language, error: unknown): string {
  const words = problems[language];
  if (error instanceof Problem || error instanceof InvalidAnswer) return words[error.code];
  if (error instanceof UnreadablePicture) return words.picture;
  if (error instanceof NoRoom) return words.no_space;
  console.error(error);
  return words.not_saved;
}
