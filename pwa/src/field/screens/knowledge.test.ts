/** Searching the knowledge on the phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchPieces, type Piece } from './knowledge';

const piece: Piece = {
  id: 'a-1', title: 'Телефон не звонит', symptom: 'Нет звонка', cause: 'Включён DND', remedy: 'Выключить DND', evidence: 2,
};

test('words are found in any field, whatever their case, their «ё» and their ending', () => {
  for (const query of ['dnd', 'включен', 'телефоны', 'звонит выключить', '']) {
    assert.deepEqual(searchPieces([piece], query), [piece], query);
  }
});

test('a word that is nowhere finds nothing', () => {
  assert.deepEqual(searchPieces([piece], 'телефон кабель'), []);
});
