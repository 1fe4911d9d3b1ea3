/** Faults of a draft in Russian. The check says them in English; what is not listed here stays as it was said. */
import type { Language } from '$lib/i18n/language';

const RUSSIAN: readonly (readonly [RegExp, string])[] = [
  [/^(.+): missing language (.+)$/, '$1: нет текста на языке $2'],
  [/^(.+): '(.+)' is a required property$/, '$1: не хватает ключа «$2»'],
  [/^(.+): Additional properties are not allowed \((.+) (?:was|were) unexpected\)$/, '$1: лишний ключ $2'],
  [/^(.+): (.+) is not one of (.+)$/, '$1: $2 не подходит, допустимо: $3'],
  [/^(.+): (.+) is not of type '(.+)'$/, '$1: $2 должно иметь тип $3'],
  [/^(.+): (.+) does not match '(.+)'$/, '$1: $2 записано не по правилу $3'],
  [/^(.+): (.+) is less than the minimum of (.+)$/, '$1: $2 меньше допустимого $3'],
  [/^(.+): (.+) is greater than the maximum of (.+)$/, '$1: $2 больше допустимого $3'],
  [/^(.+): (.+) has non-unique elements$/, '$1: значения повторяются: $2'],
  [/^(.+): (.+) (?:should be non-empty|is too short)$/, '$1: не может быть пустым'],
  [/^the file is empty$/, 'текст пуст'],
  [/^key (.+) stands twice$/, 'ключ $1 встречается дважды'],
  [/^a key is not a text$/, 'ключ должен быть текстом'],
  [/^a value is repeated by an alias; write it out$/, 'ссылки на значения не поддерживаются, напишите значение целиком'],
  [/^tag (.+) is not allowed$/, 'метка $1 не допускается'],
  [/^nested too deeply$/, 'слишком много уровней вложенности'],
  [/^not YAML: (.+)$/, 'это не YAML: $1'],
  [/^id (.+) belongs into <trade>\/<name>\.yaml$/, 'имя $1 не совпадает с именем шаблона и специальностью'],
  [/^id (.+) is not the name of the file$/, 'имя $1 не совпадает с именем симптома'],
  [/^fact (.+) is asked twice in this template$/, 'факт $1 спрашивается в шаблоне дважды'],
  [/^unknown fact (.+) in after$/, 'в after неизвестный факт $1'],
  [/^(.+): min is above max$/, '$1: min больше max'],
  [/^condition: unknown fact (.+)$/, 'в условии неизвестный факт $1'],
  [/^condition: (.+)$/, 'условие: $1'],
  [/^cause (.+) is shown by (.+), which this template does not ask$/, 'причину $1 показывает факт $2, которого нет в шаблоне'],
  [/^(.+): (kind|title|unit|option \S+) (.+) here, (.+) in (.+)$/, '$1: $2 здесь $3, а в $5 — $4'],
  [/^(.+): (.+) is for kind (.+), not for (.+)$/, '$1: $2 бывает у вида $3, а не у $4'],
  [/^(\S+) is also in (.+)$/, '$1 есть и в файле $2'],
  [/^unknown template (.+)$/, 'нет шаблона $1'],
  [/^unknown symptom (.+)$/, 'нет симптома $1'],
  [/^the parts and the templates name different trades$/, 'части и шаблоны называют разные специальности'],
  [/^(.+): waits for itself in a circle$/, '$1: шаг по кругу ждёт сам себя'],
  [/^(.+): asked as (.+) and as (.+)$/, '$1: спрашивается и как $2, и как $3'],
  [/^(.+): measured in (.+) and in (.+)$/, '$1: измеряется и в $2, и в $3'],
  [/^(.+): option (.+) means (.+) and (.+)$/, '$1: ответ $2 означает и $3, и $4'],
  [/^(.+): no value is both at least (.+) and at most (.+)$/, '$1: нет значения не меньше $2 и не больше $3'],
  [/^version (\d+) is not above (\d+), which is published$/, 'версия $1 должна быть больше опубликованной $2'],
];

export function faultWritten(language: Language, reason: string): string {
  if (language === 'en') return reason;
  const found = RUSSIAN.find(([pattern]) => pattern.test(reason));
  return found ? reason.replace(found[0], found[1]) : reason;
}
