/** What a line about a ticket says first: its symptom, or the customer's own words while it has none. */
import type { Text } from '$lib/i18n/language';
import type { Words } from '../api/types';

type Titled = { readonly symptom?: string | null; readonly symptom_title?: Words; readonly text?: Words };

// The server names a missing symptom in words, so that every reader gets a title; here the text says more.
const NO_SYMPTOM = 'No symptom yet';

export function titleOf(ticket: Titled): Text | string {
  const title = ticket.symptom_title;
  const isMissing = !title || ticket.symptom === null || (typeof title === 'object' && title.en === NO_SYMPTOM);
  return isMissing ? (ticket.text ?? '') : title;
}
