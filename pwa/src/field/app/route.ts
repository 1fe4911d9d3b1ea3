/** Where the engineer is, as the part of the address after `#`. */
export type VisitPage = 'overview' | 'checklist' | 'list' | 'outcome' | 'leave' | 'sign-off';

export type Route =
  | { readonly screen: 'today' | 'knowledge' | 'sync' }
  | { readonly screen: 'visit'; readonly visit: string; readonly page: VisitPage; readonly step?: string };

const PAGES: readonly string[] = ['checklist', 'list', 'outcome', 'leave', 'sign-off'];

export function parseRoute(hash: string): Route {
  const [screen, visit, page, step] = hash.replace(/^#?\//, '').split('/').map(decodeURIComponent);
  if (screen === 'knowledge' || screen === 'sync') return { screen };
  if (screen !== 'visit' || !visit) return { screen: 'today' };
  const known = PAGES.includes(page ?? '') ? (page as VisitPage) : 'overview';
  return { screen: 'visit', visit, page: known, ...(step ? { step } : {}) };
}

export function visitHref(visit: string, page: VisitPage = 'overview', step?: string): string {
  const parts = ['visit', visit, ...(page === 'overview' ? [] : [page]), ...(step === undefined ? [] : [step])];
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}
