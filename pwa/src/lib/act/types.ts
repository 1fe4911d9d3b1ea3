/** What goes into an act (visit record, shown fields, assessment) and what comes out of the builder. */

import type { Language, Shownable, Text } from './display';

export interface Value {
  readonly k?: string;
  readonly fixed?: boolean;
  readonly opt?: string | null;
  readonly opts?: readonly string[];
  readonly num?: string | number | null;
  readonly unit?: string | null;
  readonly text?: string | null;
  readonly why?: string | null;
  readonly files?: readonly string[];
  readonly steps?: readonly string[];
  readonly step?: string | null;
  readonly sha256?: string;
  readonly thumbnail?: string | null;
  readonly caption?: string | null;
  readonly name?: string;
  readonly serial?: string | null;
  readonly quantity?: string | number;
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minutes?: number;
}

export interface Shown {
  readonly op_id: string;
  readonly device: string;
  readonly author: string;
  readonly author_name?: string | null;
  readonly value: Value;
  readonly at: { readonly wall: string };
}

export type Fields = Readonly<Record<string, readonly Shown[]>>;

export interface Step {
  readonly id: string;
  readonly fact?: string;
  readonly kind: string;
  readonly from: readonly string[];
  readonly title: Shownable;
  readonly options?: readonly { readonly id: string; readonly label?: Shownable }[] | null;
  readonly required?: boolean;
  readonly verify?: boolean;
}

export interface VisitRecord {
  readonly id: string;
  readonly number: string;
  readonly tickets: readonly {
    readonly number: string;
    readonly symptom_title?: Shownable;
    readonly text: Shownable;
    readonly opened_at: string;
    readonly triage?: readonly { readonly title: Shownable; readonly answer: Shownable }[] | null;
  }[];
  readonly customer: { readonly id: string; readonly name: string };
  readonly site: { readonly id: string; readonly name: string; readonly address: string; readonly zone: string };
  readonly contact?: { readonly name?: string | null } | null;
  readonly assets?: readonly {
    readonly id: string;
    readonly name: string;
    readonly model?: string | null;
    readonly serial?: string | null;
  }[];
  readonly crew: readonly {
    readonly person: string;
    readonly name: string;
    readonly trades: readonly string[];
    readonly lead?: boolean;
  }[];
  readonly checklist: {
    readonly templates: readonly {
      readonly id: string;
      readonly version: string | number;
      readonly title: Shownable;
    }[];
    readonly steps: readonly Step[];
    readonly causes?: readonly { readonly id: string; readonly title: Shownable }[];
  };
  readonly consent: Clause;
  readonly clause: Clause;
}

export interface Clause {
  readonly id: string;
  readonly version: string | number;
  readonly text: string | Text;
}

export interface Assessment {
  readonly visible: readonly string[];
  readonly missing: readonly string[];
}

export interface SignOff {
  readonly assessment: Assessment;
  readonly act_id: string;
  /** The instant of freezing, RFC 3339. */
  readonly at: string;
  readonly language: Language;
  readonly kind?: 'act' | 'addendum' | 'refusal';
  readonly word?: {
    readonly result: 'accepted' | 'accepted_with_remarks' | 'not_accepted';
    readonly remarks?: string | null;
  } | null;
  readonly refusal?: {
    readonly how: 'refused' | 'absent';
    readonly reason: string;
    readonly by?: string | null;
  } | null;
  /** People whose answers after an instant had not reached this phone. */
  readonly omissions?: readonly { readonly person: string; readonly after: string }[];
  readonly previous?: { readonly act_id: string; readonly content_hash: string } | null;
}

export interface ActStep {
  readonly id: string;
  readonly section: string;
  readonly text: string;
  readonly role: 'verify' | 'check';
  readonly answer: string;
  readonly unit: string;
  readonly result: string;
  readonly result_text: string;
  /** Whether the step had failed before and was put right during the visit. */
  readonly fixed: 'yes' | 'no';
  readonly author: string;
  readonly time: string;
  readonly note: string;
  readonly photos: readonly string[];
}

export interface OpenPoint {
  readonly kind: 'conflict' | 'not_done' | 'open' | 'omission';
  readonly kind_text: string;
  readonly step: string;
  readonly text: string;
  readonly values: readonly string[];
}

type Strings<Keys extends string> = { readonly [Key in Keys]: string };

export interface Act {
  readonly format: 'onevisit-act/1';
  readonly act_id: string;
  readonly kind: 'act' | 'addendum' | 'refusal';
  readonly language: Language;
  readonly zone: string;
  readonly made: string;
  readonly template: readonly Strings<'id' | 'version' | 'title'>[];
  readonly visit: Strings<'id' | 'number'>;
  readonly tickets: readonly (Strings<'number' | 'symptom' | 'text' | 'opened'> & {
    readonly triage: readonly Strings<'title' | 'answer'>[];
  })[];
  readonly customer: Strings<'id' | 'name'>;
  readonly site: Strings<'id' | 'name' | 'address'>;
  readonly contact: Strings<'name'>;
  readonly assets: readonly Strings<'id' | 'name' | 'model' | 'serial'>[];
  readonly crew: readonly (Strings<'name' | 'lead' | 'from' | 'to'> & {
    readonly trades: readonly string[];
    readonly devices: readonly string[];
  })[];
  readonly steps: readonly ActStep[];
  readonly outcome: Strings<'cause' | 'remedy'>;
  readonly notes: readonly Strings<'text' | 'author' | 'time'>[];
  readonly parts: readonly Strings<'name' | 'serial' | 'quantity'>[];
  readonly times: readonly Strings<'person' | 'kind' | 'kind_text' | 'from' | 'to' | 'duration'>[];
  readonly totals: Strings<'steps' | 'answered' | 'passed' | 'failed' | 'photos' | 'work' | 'travel'>;
  readonly photos: readonly Strings<'sha256' | 'thumbnail' | 'caption' | 'step' | 'author' | 'time'>[];
  readonly open: readonly OpenPoint[];
  readonly consent: Strings<'id' | 'version' | 'text'>;
  readonly clause: Strings<'id' | 'version' | 'text'>;
  readonly word?: Strings<'result' | 'text' | 'remarks'>;
  readonly refusal?: Strings<'how' | 'text' | 'reason' | 'by'>;
  readonly previous?: Strings<'act_id' | 'content_hash'>;
}
