/** Words of the catalogue: the list, a template, its editor, its versions. */
import { plural, type Language, type Text } from '$lib/i18n/language';
import type { Terms } from './terms';

export const catalogueWords = {
  list: { en: 'Templates and symptoms', ru: 'Шаблоны и симптомы' },
  search: { en: 'Find a template, symptom or owner', ru: 'Найти шаблон, симптом или ответственного' },
  everyTrade: { en: 'Every trade', ru: 'Все специальности' },
  trade: { en: 'Trade', ru: 'Специальность' },
  kind: { en: 'Templates or symptoms', ru: 'Шаблоны или симптомы' },
  both: { en: 'All', ru: 'Всё' },
  templates: { en: 'Templates', ru: 'Шаблоны' },
  symptoms: { en: 'Symptoms', ru: 'Симптомы' },
  template: { en: 'Template', ru: 'Шаблон' },
  symptom: { en: 'Symptom', ru: 'Симптом' },
  nothing: { en: 'Nothing matches', ru: 'Ничего не подходит' },
  nothingLead: { en: 'Use fewer words, or another trade.', ru: 'Попробуйте меньше слов или другую специальность.' },
  pick: { en: 'The catalogue', ru: 'Каталог' },
  pickLead: {
    en: 'Templates say what an engineer looks at on site, symptoms what the first line asks. Every visit gets its checklist from them and keeps it.',
    ru: 'Шаблоны описывают, что инженер проверяет на месте, симптомы — что спрашивает первая линия. Из них складывается чек-лист выезда и больше не меняется.',
  },
  version: { en: 'Version', ru: 'Версия' },
  owner: { en: 'Owner', ru: 'Ответственный' },
  reviewed: { en: 'Reviewed', ru: 'Проверено' },
  reviewDue: { en: 'Next review', ru: 'Следующая проверка' },
  overdue: { en: 'Review overdue', ru: 'Проверка просрочена' },
  edited: { en: 'Draft here', ru: 'Есть черновик' },
  steps: { en: 'Steps', ru: 'Шаги' },
  step: { en: 'Step', ru: 'Шаг' },
  answers: { en: 'Answers', ru: 'Ответы' },
  causes: { en: 'Causes', ru: 'Причины' },
  shownBy: { en: 'Shown by', ru: 'Видно по' },
  remedy: { en: 'What puts it right', ru: 'Что сделать' },
  optional: { en: 'optional', ru: 'необязательный' },
  proves: { en: 'proves the service', ru: 'подтверждает работу' },
  waits: { en: 'after', ru: 'после' },
  conditional: { en: 'only sometimes', ru: 'не всегда' },
  questions: { en: 'Questions of the first line', ru: 'Вопросы первой линии' },
  checks: { en: 'Remote checks', ru: 'Удалённые проверки' },
  sources: { en: 'Sources', ru: 'Источники' },
  unverified: { en: 'still to be compared', ru: 'ещё не сверено' },
  noSources: { en: 'No sources are named.', ru: 'Источники не указаны.' },
  usedBy: { en: 'Where it is used', ru: 'Где используется' },
  unused: { en: 'No symptom uses it yet: no visit gets it.', ru: 'Ни один симптом его не использует, в чек-листы он не попадает.' },
  versions: { en: 'Versions', ru: 'Версии' },
  byProgram: { en: 'came with the program', ru: 'из поставки программы' },
  byFolder: { en: 'imported from a folder', ru: 'загружено из папки' },
  current: { en: 'current', ru: 'действует' },
  compare: { en: 'What changed', ru: 'Что изменилось' },
  hide: { en: 'Hide', ru: 'Скрыть' },
  rollBack: { en: 'Roll back to this', ru: 'Вернуть эту версию' },
  whyBack: { en: 'Why is the older one better?', ru: 'Почему прежняя лучше?' },
  backLead: {
    en: 'The older text becomes a new version. New visits get it; visits that are planned keep what they were given.',
    ru: 'Прежний текст станет новой версией. Её получат новые выезды, у назначенных чек-лист останется прежним.',
  },
  newVersion: { en: 'Published. New visits use it.', ru: 'Опубликовано. Новые выезды используют эту версию.' },
  packaged: { en: 'The program has another text of this', ru: 'В программе есть другой текст' },
  packagedLead: {
    en: 'It was not taken, because somebody wrote their own here or because it contradicts another template. Compare, and put what is useful into yours.',
    ru: 'Он не применён: здесь написали свой или он противоречит другому шаблону. Сравните и возьмите полезное.',
  },
  packagedDraft: { en: 'Edit starting from it', ru: 'Взять за основу' },
  same: { en: 'Nothing differs.', ru: 'Различий нет.' },
  lines: { en: 'Changed lines', ru: 'Изменённые строки' },
  skipped: { en: 'lines left out', ru: 'строки пропущены' },
  added: { en: 'added', ru: 'добавлено' },
  removed: { en: 'removed', ru: 'удалено' },
  edit: { en: 'Edit', ru: 'Изменить' },
  goOn: { en: 'Go on with the draft', ru: 'Продолжить черновик' },
  editing: { en: 'Draft', ru: 'Черновик' },
  text: { en: 'Text of the template', ru: 'Текст шаблона' },
  kept: { en: 'Kept in this browser', ru: 'Сохранено в этом браузере' },
  notKept: { en: 'This browser keeps nothing: publish before you leave the page.', ru: 'Браузер ничего не сохраняет: опубликуйте, прежде чем уйти со страницы.' },
  untouched: { en: 'Nothing changed yet', ru: 'Изменений пока нет' },
  discard: { en: 'Discard the draft', ru: 'Удалить черновик' },
  discarded: { en: 'The draft is gone.', ru: 'Черновик удалён.' },
  undo: { en: 'Undo', ru: 'Вернуть' },
  checking: { en: 'Checking…', ru: 'Проверяем…' },
  noFaults: { en: 'No faults', ru: 'Ошибок нет' },
  faults: { en: 'Faults', ru: 'Ошибки' },
  elsewhere: { en: 'in', ru: 'в файле' },
  line: { en: 'line', ru: 'строка' },
  unchecked: { en: 'Not checked', ru: 'Не проверено' },
  checkAgain: { en: 'Check again', ru: 'Проверить ещё раз' },
  aside: { en: 'Beside the text', ru: 'Рядом с текстом' },
  preview: { en: 'On the phone', ru: 'На телефоне' },
  tryOut: { en: 'Try it out', ru: 'Проба' },
  changes: { en: 'Changes', ru: 'Изменения' },
  fixFirst: { en: 'This is shown once the text has no faults.', ru: 'Появится, когда в тексте не будет ошибок.' },
  lastGood: { en: 'As of the last text without faults', ru: 'По последнему тексту без ошибок' },
  publish: { en: 'Publish', ru: 'Опубликовать' },
  publishing: { en: 'Publish this version', ru: 'Опубликовать эту версию' },
  note: { en: 'What is new, and why?', ru: 'Что нового и почему?' },
  noteLead: {
    en: 'New visits get it. Visits that are planned or under way keep the checklist they were given.',
    ru: 'Её получат новые выезды. У назначенных и начатых чек-лист останется прежним.',
  },
  together: { en: 'Publish together with other drafts', ru: 'Опубликовать вместе с другими черновиками' },
  togetherLead: {
    en: 'For a fact that several templates share: change it in each, then publish them at once.',
    ru: 'Если факт общий для нескольких шаблонов: измените его в каждом и опубликуйте их разом.',
  },
  fixToPublish: { en: 'Put the faults right first.', ru: 'Сначала исправьте ошибки.' },
  meanwhile: { en: 'A newer version was published meanwhile', ru: 'Тем временем вышла новая версия' },
  meanwhileLead: {
    en: 'Your text is still here and nothing was overwritten. See what changed, then put it into your text.',
    ru: 'Ваш текст на месте, ничего не перезаписано. Посмотрите, что изменилось, и внесите это к себе.',
  },
  takeBase: { en: 'I have seen it: go on from there', ru: 'Посмотрено: продолжить от неё' },
  onlyLead: { en: 'A lead or an admin publishes; you can read.', ru: 'Публикуют руководитель и администратор, вам доступно чтение.' },
  new: { en: 'New template', ru: 'Новый шаблон' },
  newSymptom: { en: 'New symptom', ru: 'Новый симптом' },
  newEntry: { en: 'New template or symptom', ru: 'Новый шаблон или симптом' },
  name: { en: 'Short name (letters a–z, digits, hyphens)', ru: 'Короткое имя (латинские буквы, цифры, дефисы)' },
  begin: { en: 'Begin the draft', ru: 'Начать черновик' },
  taken: { en: 'This name is taken.', ru: 'Это имя занято.' },
  withSymptom: { en: 'As for the symptom', ru: 'Как для симптома' },
  alone: { en: 'This template alone', ru: 'Только этот шаблон' },
  again: { en: 'Start over', ru: 'Сначала' },
  answer: { en: 'Answer', ru: 'Ответить' },
  done: { en: 'Done', ru: 'Сделано' },
  takePhoto: { en: 'A photo', ru: 'Фото' },
  leaveOut: { en: 'Does not apply', ru: 'Неприменимо' },
  nothingNext: { en: 'Nothing is left to ask.', ru: 'Спрашивать больше нечего.' },
  maySign: { en: 'The customer could sign now.', ru: 'Заказчик уже мог бы подписать.' },
  mayNotSign: { en: 'Not ready to sign', ru: 'Подписывать рано' },
  why: { en: 'Why now', ru: 'Почему сейчас' },
  composed: { en: 'These templates contradict each other', ru: 'Эти шаблоны противоречат друг другу' },
  whichLanguage: { en: 'Language of the phone', ru: 'Язык телефона' },
  confirmed: { en: 'confirmed', ru: 'подтверждена' },
  excluded: { en: 'excluded', ru: 'исключена' },
  possible: { en: 'possible', ru: 'возможна' },
} as const satisfies Record<string, Text>;

export const stepKinds: Terms = {
  yes_no: { en: 'Yes or no', ru: 'Да или нет' },
  choice: { en: 'One of several', ru: 'Одно из нескольких' },
  several: { en: 'Several', ru: 'Несколько' },
  number: { en: 'Number', ru: 'Число' },
  reading: { en: 'Reading', ru: 'Показание' },
  text: { en: 'Text', ru: 'Текст' },
  scan: { en: 'Scan', ru: 'Код' },
  photo: { en: 'Photo', ru: 'Фото' },
  date_time: { en: 'Day and time', ru: 'День и время' },
  instruction: { en: 'Instruction', ru: 'Указание' },
  test_call: { en: 'Test call', ru: 'Пробный звонок' },
};

export const results: Terms = {
  pass: { en: 'fine', ru: 'в порядке' },
  fail: { en: 'fault', ru: 'неисправность' },
  na: { en: 'does not apply', ru: 'неприменимо' },
  done: { en: 'done', ru: 'сделано' },
  open: { en: 'open', ru: 'нет ответа' },
};

export function faultsWritten(language: Language, count: number): string {
  return language === 'ru' ? `${count} ${plural('ru', count, ['ошибка', 'ошибки', 'ошибок'])}` : `${count} ${count === 1 ? 'fault' : 'faults'}`;
}

export function stepsWritten(language: Language, count: number): string {
  return language === 'ru' ? `${count} ${plural('ru', count, ['шаг', 'шага', 'шагов'])}` : `${count} ${count === 1 ? 'step' : 'steps'}`;
}

export function checksWritten(language: Language, count: number): string {
  return language === 'ru' ? `${count} ${plural('ru', count, ['проверка', 'проверки', 'проверок'])}` : `${count} ${count === 1 ? 'check' : 'checks'}`;
}

export function openVisitsWritten(language: Language, version: number, visits: number): string {
  if (language === 'ru') return `${visits} ${plural('ru', visits, ['открытый выезд', 'открытых выезда', 'открытых выездов'])}: версия ${version}`;
  return `${visits} open ${visits === 1 ? 'visit has' : 'visits have'} version ${version}`;
}

export function restoredWritten(language: Language, version: number): string {
  return language === 'ru' ? `снова версия ${version}` : `version ${version} again`;
}

export function publishedBy(language: Language, version: number, name: string): string {
  return language === 'ru' ? `Версия ${version}, автор: ${name}` : `Version ${version} by ${name}`;
}
