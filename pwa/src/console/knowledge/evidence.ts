/** How much an article has to show for itself. */
import type { Article } from '../api/types';

export function evidenceCount(article: Article): number {
  return typeof article.evidence === 'number' ? article.evidence : article.evidence.length;
}
