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
  readonly kind: string;
  readonly title: Text;
  readonly trades: readonly string[];
  readonly options?: readonly { readonly id: string; readonly label: Text }[];
};
export type Finding = { readonly result: 'pass' | 'fail' | 'na' | 'done' | 'open'; readonly conflict?: boolean };
export type Act = { readonly act_id: string; readonly state: string; readonly number?: string | null; readonly missing?: readonly string[]; readonly kind?: string };
export type VisitDetail = {
  readonly id: string;
  readonly number: string;
  readonly state: string;
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

export type Measure = {
  readonly value: number | null;
  readonly n: number;
  readonly definition?: Words;
  readonly title?: Words;
  readonly unit?: string;
  readonly before?: number | null;
  readonly cases?: string | null;
  readonly bars?: readonly { readonly label: Words; readonly value: number; readonly n?: number }[];
};
export type Measures = Readonly<Record<string, unknown>>;

export type MeasureCase = {
  readonly id?: string;
  readonly ticket?: string;
  readonly visit?: string;
  readonly number?: string;
  readonly symptom_title?: Words;
  readonly text?: Words;
};

export type AttentionItem = Readonly<Record<string, unknown>> & { readonly id?: string };
export type AttentionList = Readonly<Record<string, unknown>>;
