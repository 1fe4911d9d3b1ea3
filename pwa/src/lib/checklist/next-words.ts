/** Why a step is next, in English and Russian; the same words as in checklists/next_words.py. */
import type { Text } from './types';

export const DISPUTED: Text = {
  en: 'The answers differ. Look again and keep one',
  ru: 'Ответы расходятся. Проверьте ещё раз и оставьте один',
};
export const FAILED: Text = {
  en: 'It failed. Put it right and check again',
  ru: 'Не прошло. Устраните и проверьте ещё раз',
};
export const REQUIRED: Text = { en: 'Needed before sign-off', ru: 'Нужно до подписи' };
export const PROOF: Text = { en: 'Proves that the service works', ru: 'Подтверждает, что всё работает' };

/** Russian counts what follows "из" in the genitive: singular after 1, 21, 31, not after 11. */
export function sayFound(count: number, visits: number, minutes: number): Text {
  const isOne = visits % 10 === 1 && visits % 100 !== 11;
  return {
    en: `Found the cause in ${count} of ${visits} such ${visits === 1 ? 'visit' : 'visits'}, ${minutes} min`,
    ru: `Причина нашлась в ${count} из ${visits} ${isOne ? 'такого выезда' : 'таких выездов'}, ${minutes} мин`,
  };
}

export function sayLikelihood(percent: number, minutes: number): Text {
  return {
    en: `Quickest way to the cause: ${percent} % likely to show it, ${minutes} min`,
    ru: `Кратчайший путь к причине: вероятность ${percent} %, ${minutes} мин`,
  };
}

export function sayUnlocking(count: number): Text {
  return { en: `Other steps wait for this one: ${count}`, ru: `Этого шага ждут другие: ${count}` };
}

export function sayLevel(level: number): Text {
  return {
    en: `Needs level ${level}, which nobody here has. Ask a colleague`,
    ru: `Нужен уровень ${level}, которого ни у кого здесь нет. Подключите коллегу`,
  };
}
