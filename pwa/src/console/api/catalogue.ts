/** The catalogue: templates and symptoms with their versions, drafts and what steps were good for. */
import type { JsonObject, Template } from '$lib/checklist';
import type { Text } from '$lib/i18n/language';
import type { Client } from './client';
import type { List, Symptom } from './types';

export type Kind = 'template' | 'symptom';
export type Origin = 'packaged' | 'written' | 'imported';
export type EntryLine = {
  readonly kind: Kind;
  readonly id: string;
  readonly title: Text;
  readonly trades: readonly string[];
  readonly steps: number;
  readonly owner: string | null;
  readonly reviewed: string | null;
  readonly review_due: string | null;
  readonly is_overdue: boolean;
  readonly unverified: number;
  readonly version: number;
  readonly origin: Origin;
  readonly published_at: string;
  readonly author: string | null;
};
export type VersionLine = {
  readonly version: number;
  readonly change: string;
  readonly origin: Origin;
  readonly restores: number | null;
  readonly published_at: string;
  readonly author: string | null;
};
export type DiffLine = { readonly is: 'same' | 'removed' | 'added'; readonly old: number | null; readonly new: number | null; readonly text: string };
export type Entry = EntryLine & {
  readonly text: string;
  readonly content: JsonObject;
  readonly versions: readonly VersionLine[];
  readonly used_by: readonly { readonly kind: Kind; readonly id: string; readonly title: Text }[];
  readonly open_visits: readonly { readonly version: number; readonly visits: number }[];
  readonly packaged: { readonly version: number | null; readonly text: string; readonly lines: readonly DiffLine[] } | null;
};
/** A text that is not published; `base` is the version it was written from, 0 for a new entry. */
export type Draft = { readonly kind: Kind; readonly id: string; readonly base: number; readonly text: string };
export type Fault = { readonly file: string; readonly line: number; readonly reason: string };
export type Linted = {
  readonly faults: readonly Fault[];
  readonly drafts: readonly { readonly kind: Kind; readonly id: string; readonly content: JsonObject | null; readonly lines: readonly DiffLine[] }[];
};
export type Published = { readonly versions: Readonly<Record<string, number>> };

/** `found`: the step failed and showed the cause. `minutes` is the median of what it took. */
export type StepLine = {
  readonly template: string;
  readonly template_title: Text;
  readonly trade: string;
  readonly fact: string;
  readonly title: Text;
  readonly is_required: boolean;
  readonly is_proof: boolean;
  readonly is_asked_now: boolean;
  readonly asked: number;
  readonly answered: number;
  readonly failed: number;
  readonly found: number;
  readonly skipped: number;
  readonly minutes: number | null;
  readonly planned_minutes: number;
};
export type StepFigures = { readonly from: string; readonly to: string; readonly visits: number; readonly is_cut: boolean; readonly items: readonly StepLine[] };

/** A template has its trade before the dot; a symptom has none. */
export function kindOf(id: string): Kind {
  return id.includes('.') ? 'template' : 'symptom';
}

/** An entry's part of the console's address: a dot there would name a file. */
export function addressOf(id: string): string {
  return id.replace('.', ':');
}

export function idAt(address: string): string {
  return address.replace(':', '.');
}

/** Where the text of an entry lies in a folder of the catalogue; faults name it so. */
export function fileOf(kind: Kind, id: string): string {
  return kind === 'symptom' ? `symptoms/${id}.yaml` : `${id.replace('.', '/')}.yaml`;
}

export function catalogueRequests(client: Client) {
  const at = (id: string) => `/catalogue/entries/${kindOf(id)}/${id}`;
  return {
    list: (signal?: AbortSignal) => client.get<{ items: readonly EntryLine[] }>('/catalogue/entries', {}, signal),
    get: (id: string, signal?: AbortSignal) => client.get<Entry>(at(id), {}, signal),
    diff: (id: string, older: number, newer: number, signal?: AbortSignal) =>
      client.get<{ lines: readonly DiffLine[] }>(`${at(id)}/diff`, { older, newer }, signal),
    templates: (signal?: AbortSignal) => client.get<{ items: readonly Template[] }>('/catalogue/templates', {}, signal),
    symptoms: (signal?: AbortSignal) => client.get<List<Symptom>>('/catalogue/symptoms', {}, signal),
    steps: (from: string, to: string, signal?: AbortSignal) => client.get<StepFigures>('/catalogue/steps', { from, to }, signal),
    lint: (drafts: readonly Draft[]) => client.send<Linted>('POST', '/catalogue/lint', { drafts }),
    publish: (drafts: readonly Draft[], change: string) => client.send<Published>('POST', '/catalogue/publish', { drafts, change }),
    rollBack: (id: string, base: number, to: number, change: string) =>
      client.send<Published>('POST', `${at(id)}/roll_back`, { base, to, change }),
  };
}
