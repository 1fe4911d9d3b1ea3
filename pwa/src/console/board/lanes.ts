/** The board as lanes of items that can be dragged. */
import type { BoardCard, BoardColumn } from '../api/types';

export type Item = { readonly id: string; readonly card: BoardCard };
export type Lane = { readonly column: BoardColumn; readonly items: readonly Item[] };

export function lanesOf(columns: readonly BoardColumn[]): readonly Lane[] {
  return columns.map((column) => ({ column, items: column.cards.map((card) => ({ id: card.ticket, card })) }));
}

export function columnAt(columns: readonly BoardColumn[], ticket: string): string | null {
  return columns.find((column) => column.cards.some((card) => card.ticket === ticket))?.id ?? null;
}
