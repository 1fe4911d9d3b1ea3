/** The visit as the feed sends it: the shape screens read. */
import type { Checklist, Levels, Text } from '../checklist';
import type { Json } from '../domain/json';
import type { LiveChecks } from '../domain/live-check';

export interface VisitRecord {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly planned: { readonly start: string; readonly end: string };
  readonly why: Text;
  readonly tickets: readonly {
    readonly id: string;
    readonly number: string;
    readonly symptom: string;
    readonly symptom_title: Text;
    readonly text: string;
    readonly opened_at: string;
    readonly triage: readonly { readonly title: Text; readonly answer: Text | string }[];
  }[];
  readonly customer: { readonly id: string; readonly name: string };
  readonly site: {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly lat: number;
    readonly lon: number;
    readonly zone: string;
    readonly hours: Json;
    readonly access: string | null;
  };
  readonly contact: { readonly name: string; readonly phone: string | null; readonly email: string | null } | null;
  readonly assets: readonly {
    readonly id: string;
    readonly name: string;
    readonly model: string | null;
    readonly serial: string | null;
  }[];
  readonly crew: readonly {
    readonly person: string;
    readonly name: string;
    readonly trades: readonly string[];
    readonly lead: boolean;
    readonly minutes: number;
  }[];
  /** The greatest level in each trade among the crew; servers of earlier versions do not send it. */
  readonly levels?: Levels;
  readonly kit: readonly { readonly id: string; readonly name: Text; readonly quantity: number }[];
  readonly checklist: Checklist;
  readonly hints: readonly {
    readonly id: string;
    readonly title: string;
    readonly cause: string;
    readonly remedy: string;
    readonly evidence: number;
  }[];
  readonly history: readonly {
    readonly visit: string;
    readonly number: string;
    readonly at: string;
    readonly cause: string;
    readonly remedy: string;
  }[];
  /** What the server asked devices at the site; servers of earlier versions do not send it. */
  readonly live_checks?: LiveChecks;
  readonly clause: { readonly id: string; readonly version: string | number; readonly text: Text };
  readonly consent: { readonly id: string; readonly version: string | number; readonly text: Text };
  readonly assigned: boolean;
}
