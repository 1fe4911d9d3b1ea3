/** What a new entry starts from: the smallest text that has a place for everything it needs. */
import type { EntryLine } from '../api/catalogue';

export function templateText(id: string, trade: string, owner: string, today: string): string {
  return `id: ${id}
version: 1
trade: ${trade}
title: {en: "", ru: ""}
change: "First version."
owner: ${JSON.stringify(owner)}
reviewed: ${today}
sources: []
steps:
  - fact: ${id.split('.')[1]}.works
    kind: yes_no
    title: {en: "", ru: ""}
    help: {en: "", ru: ""}
    minutes: 2
    level: 1
    verify: true
causes: []
`;
}

export function symptomText(id: string, entries: readonly EntryLine[]): string {
  const template = entries.find((entry) => entry.kind === 'template');
  return `id: ${id}
title: {en: "", ru: ""}
words:
  - ""
  - ""
templates: [${template?.id ?? ''}]
questions: []
checks: []
parts:
  - {trade: ${template?.trades[0] ?? 'network'}, level: 2, minutes: 30}
kit: []
priority: normal
`;
}
