/** Shapes of what a visit left behind, of the measures and of what needs somebody. */
import type { Text } from '$lib/i18n/language';
import type { CrewMember, LogEvent, Named, Site, Words } from './types';

export type ShownValue = {
  readonly op_id: string;
  readonly author?: string;
  readonly author_name?: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly at?: string | { readonly wall?: string };
};
export type Step = {
  readonly id: string;
  readonly fact?: string;
  readonly kind: string;
  readonly title: Text;
  readonly trades: readonly string[];
  readonly options?: readonly { readonly id: string; readonly label: Text }[];
};
export type Finding = { readonly result: 'pass' | 'fail' | 'na' | 'done' | 'open'; readonly conflict?: boolean };
export type Act = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'waiting' | 'alarm' | 'sealed';
  readonly number: string | null;
  readonly missing?: readonly { readonly kind: string }[] | null;
  readonly faults?: readonly string[] | null;
  readonly mailed_at: string | null;
  readonly link: { readonly expires_at: string; readonly revoked_at: string | null } | null;
};
export type VisitDetail = {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly locked?: boolean;
  readonly planned: { readonly start: string; readonly end: string };
  readonly why: Words;
  readonly tickets: readonly { readonly id: string; readonly number: string; readonly symptom_title: Words; readonly text: string }[];
  readonly customer: Named;
  readonly site: Site;
  readonly contact?: { readonly name: string; readonly phone?: string | null } | null;
  readonly crew: readonly CrewMember[];
  readonly checklist: { readonly steps: readonly Step[]; readonly causes?: readonly { readonly id: string; readonly title: Text }[] };
  readonly fields?: FieldList;
  readonly assessment?: {
    readonly findings?: Readonly<Record<string, Finding>>;
    readonly conflicts?: readonly string[];
    readonly progress?: { readonly done: number; readonly total: number };
  } | null;
  readonly acts?: readonly Act[];
  readonly events?: readonly LogEvent[];
  readonly attention?: readonly { readonly code: string; readonly count?: number; readonly act?: string }[];
  readonly ended_reason?: string | null;
  readonly ended_note?: string | null;
  readonly repeat_reason?: string | null;
};
export type FieldList =
  | Readonly<Record<string, readonly ShownValue[]>>
  | readonly { readonly field: string; readonly shown: readonly ShownValue[] }[];

export type MeasureCase = { readonly ticket: string; readonly number: string };
export type Measure = {
  readonly value: number | null;
  readonly unit: string;
  readonly n: number;
  readonly definition: Text;
  readonly cases: readonly MeasureCase[];
  readonly details: Readonly<Record<string, unknown>>;
};
/** The period (`from`, `to`) and each measure under its name. */
export type Measures = Readonly<Record<string, Measure | string>>;

export type AttentionItem = {
  readonly code: string;
  readonly since: string | null;
  readonly visit: { readonly id: string; readonly number: string } | null;
  readonly text: Text;
  readonly author?: string;
  readonly op?: string;
  readonly type?: string;
  readonly field?: string | null;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly act?: string | null;
  readonly job?: string;
  readonly can_retry?: boolean;
  /** A job that plans this day. */
  readonly plan_day?: string | null;
};
export type AttentionList = { readonly items: readonly AttentionItem[]; readonly total: number };
