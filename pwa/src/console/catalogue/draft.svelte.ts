/** Texts that a person is writing: kept in this browser until they are published or discarded. */
import type { Draft, Entry, Kind } from '../api/catalogue';
import { kindOf } from '../api/catalogue';

const PREFIX = 'console.catalogue.draft';

export class KeptDraft {
  text = $state('');
  base = $state(0);
  /** Whether there is something that a reload must not lose. */
  isTouched = $state(false);
  canKeep = $state(true);
  readonly kind: Kind;
  readonly #key: string;

  /** `entry` is null for one that is not published yet; then the kept text is all there is. */
  constructor(person: string, readonly id: string, entry: Entry | null) {
    this.kind = kindOf(id);
    this.#key = `${PREFIX}.${person}.${id}`;
    const kept = read(this.#key);
    this.text = kept?.text ?? (entry ? nextVersion(entry.text, entry.version) : '');
    this.base = kept?.base ?? entry?.version ?? 0;
    this.isTouched = kept !== null;
  }

  get value(): Draft {
    return { kind: this.kind, id: this.id, base: this.base, text: this.text };
  }

  write(text: string): void {
    this.text = text;
    this.isTouched = true;
    this.#keep();
  }

  /** Goes on from a version that somebody else published. */
  rebase(version: number): void {
    this.base = version;
    this.write(nextVersion(this.text, version));
  }

  forget(): void {
    this.isTouched = false;
    drop(this.#key);
  }

  #keep(): void {
    this.canKeep = keep(this.#key, JSON.stringify({ base: this.base, text: this.text }));
  }
}

/** Begins a draft before its editor opens: a new entry, or the program's own text. False when the browser keeps nothing. */
export function beginDraft(person: string, id: string, base: number, text: string): boolean {
  return keep(`${PREFIX}.${person}.${id}`, JSON.stringify({ base, text }));
}

/** Ids of all drafts of a person in this browser. */
export function keptIds(person: string): string[] {
  const start = `${PREFIX}.${person}.`;
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)).sort();
  } catch {
    return [];
  }
}

export function keptDraft(person: string, id: string): Draft | null {
  const kept = read(`${PREFIX}.${person}.${id}`);
  return kept && { kind: kindOf(id), id, ...kept };
}

export function forgetDraft(person: string, id: string): void {
  drop(`${PREFIX}.${person}.${id}`);
}

/** The same text under the number that comes next; a symptom has no number in its text. */
export function nextVersion(text: string, version: number): string {
  return text.replace(/^version:[ \t]*\d+/m, `version: ${version + 1}`);
}

// Storage may be closed to the page (private windows) or full; the editor then says so.
function read(key: string): { base: number; text: string } | null {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? null : (JSON.parse(kept) as { base: number; text: string });
  } catch {
    return null;
  }
}

function keep(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

function drop(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}
