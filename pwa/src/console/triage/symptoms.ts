/** Finding symptoms by the words people use. */
import type { Language } from '$lib/i18n/language';
import type { Symptom } from '../api/types';

/** Symptoms that have every typed word in their title or words, best first; all of them for an empty text. */
export function findSymptoms(symptoms: readonly Symptom[], typed: string, language: Language): readonly Symptom[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return symptoms
    .filter((symptom) => wanted.every((word) => haystack(symptom).includes(word)))
    .sort((a, b) => a.title[language].localeCompare(b.title[language], language));
}

/** Up to three symptoms whose words occur in what the customer said. */
export function suggestSymptoms(symptoms: readonly Symptom[], text: string): readonly Symptom[] {
  const said = plain(text);
  const score = (symptom: Symptom) =>
    [...symptom.words, symptom.title.en, symptom.title.ru].filter((word) => said.includes(plain(word))).length;
  return symptoms
    .map((symptom) => ({ symptom, score: score(symptom) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map((found) => found.symptom);
}

function haystack(symptom: Symptom): string {
  return plain([symptom.title.en, symptom.title.ru, ...symptom.words].join(' '));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}
