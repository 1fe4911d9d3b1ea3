/** A sign-off under way, as it is kept so that a killed app returns to it. The rating is never part of it. */
import type { CeremonyStep } from '$lib/actions';
import type { Language } from '$lib/i18n/language';
import type { Fix } from './place';
import type { Stroke } from './strokes';

export const PAGES = ['summary', 'word', 'rating', 'signer', 'signature', 'thanks'] as const;
export type CeremonyPage = (typeof PAGES)[number];

export interface WordGiven {
  readonly result: 'accepted' | 'accepted_with_remarks' | 'not_accepted';
  readonly remarks?: string;
}

export interface SignerDraft {
  readonly name: string;
  readonly position: string;
  readonly organisation: string;
  readonly basis: string;
  readonly identified_by: 'known_on_site' | 'document_shown' | '';
  readonly hasConsented: boolean;
}

export interface Ceremony {
  readonly visit: string;
  /** The phone is in the customer's hands: nothing else is shown until the PIN. */
  readonly isLocked: boolean;
  readonly page: CeremonyPage;
  readonly language: Language;
  /** Which values were read, to notice when newer ones arrive. */
  readonly covers: string;
  readonly marks: readonly CeremonyStep[];
  readonly word: WordGiven | null;
  readonly hasRated: boolean;
  readonly signer: SignerDraft;
  readonly strokes: readonly Stroke[];
  readonly place: Fix | { readonly absent: string };
  /** The short code, once signed. */
  readonly code: string;
}

export function startCeremony(visit: string, language: Language, organisation: string): Ceremony {
  return {
    visit,
    isLocked: true,
    page: 'summary',
    language,
    covers: '',
    marks: [],
    word: null,
    hasRated: false,
    signer: { name: '', position: '', organisation, basis: '', identified_by: '', hasConsented: false },
    strokes: [],
    place: { absent: 'not_known_yet' },
    code: '',
  };
}

export function pageAfter(page: CeremonyPage): CeremonyPage {
  return PAGES[PAGES.indexOf(page) + 1] ?? page;
}

export function pageBefore(page: CeremonyPage): CeremonyPage {
  return PAGES[PAGES.indexOf(page) - 1] ?? page;
}

/** A moment of the ceremony; only the first of its kind counts, a repeat changes nothing. */
export function mark(marks: Ceremony['marks'], step: CeremonyStep['step']): Ceremony['marks'] {
  if (marks.some((known) => known.step === step)) return marks;
  return [...marks, { step, wall: new Date().toISOString(), mono: Math.round(performance.now()) }];
}
