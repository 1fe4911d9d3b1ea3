/** The shapes of the checklist engine; the same JSON as in the Python package `checklists`. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Text = { readonly en: string; readonly ru: string };

export type Result = 'pass' | 'fail' | 'na' | 'done';

export type StepKind =
  | 'yes_no' | 'choice' | 'several' | 'number' | 'text' | 'photo' | 'scan' | 'date_time' | 'reading' | 'instruction' | 'test_call';

export type Option = { readonly id: string; readonly label: Text; readonly result: Result | null };

export type Scan = 'qr' | 'barcode' | 'mac';

export type Limits = { readonly unit: string; readonly min: number | null; readonly max: number | null };

export type Step = {
  readonly id: string;
  readonly fact: string;
  readonly kind: StepKind;
  readonly trades: readonly string[];
  readonly from: readonly string[];
  readonly title: Text;
  readonly help: Text | null;
  readonly why: Text | null;
  readonly minutes: number;
  readonly level: number;
  readonly options: readonly Option[];
  readonly limits: Limits | null;
  readonly after: readonly string[];
  readonly visible: Json;
  readonly required: boolean;
  readonly evidence: readonly string[];
  readonly verify: boolean;
  readonly remedy: Text | null;
  /** The keys below are there only where a step has them. */
  readonly decimals?: number | undefined;
  readonly scan?: Scan | undefined;
  /** A failure must be put right and checked again; it cannot stay open. */
  readonly recheck?: boolean | undefined;
  /** Path of a picture in the catalogue that goes with the help. */
  readonly picture?: string | undefined;
};

export type Cause = {
  readonly id: string;
  readonly title: Text;
  readonly prior: number;
  readonly shown_by: readonly string[];
  readonly remedy: Text;
};

export type Given = {
  readonly symptom: string | null;
  readonly answers: JsonObject;
  readonly checks: JsonObject;
};

export type Checklist = {
  readonly format: string;
  readonly symptom: string | null;
  readonly given: Given;
  readonly templates: readonly {
    readonly id: string;
    readonly version: number;
    readonly trade: string;
    readonly title: Text;
  }[];
  readonly steps: readonly Step[];
  readonly causes: readonly Cause[];
  readonly merged: readonly { readonly fact: string; readonly from: readonly string[] }[];
  /** Checklists composed by earlier versions have neither. */
  readonly explanation?: Explanation;
  readonly history?: History | null;
};

/** Names templates, as `<id>@<version>`: whose value a shared step has. */
export type TakenValue =
  | { readonly value: number; readonly from: readonly string[]; readonly given: Readonly<Record<string, number>> }
  | { readonly value: true; readonly from: readonly string[] }
  | { readonly from: readonly string[] }
  | Readonly<Record<string, readonly string[]>>;

export type Explanation = {
  readonly brought_by: Readonly<Record<string, readonly string[]>>;
  readonly merged: readonly {
    readonly fact: string;
    readonly from: readonly string[];
    readonly trades: readonly string[];
    readonly taken: Readonly<Record<string, TakenValue>>;
  }[];
};

/** What closed visits of the same symptom found, counted when the checklist was composed. */
export type History = {
  readonly visits: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, number>>;
};

/** The level in each trade of whoever is there. */
export type Levels = Readonly<Record<string, number>>;

/** A step as a template writes it: what is left out has a default. */
export type TemplateStep = Pick<Step, 'fact' | 'kind' | 'title' | 'minutes' | 'level'> &
  Partial<Pick<Step, 'help' | 'why' | 'after' | 'visible' | 'required' | 'evidence' | 'verify' | 'remedy'>> & {
    readonly options?: readonly { readonly id: string; readonly label?: Text; readonly result?: Result | null }[];
    readonly unit?: string | null;
    readonly decimals?: number | null;
    readonly scan?: Scan | null;
    readonly recheck?: boolean | null;
    readonly picture?: string | null;
    readonly limits?: { readonly unit?: string; readonly min?: number | null; readonly max?: number | null } | null;
  };

export type Template = {
  readonly id: string;
  readonly version: number;
  readonly trade: string;
  readonly title: Text;
  readonly steps: readonly TemplateStep[];
  readonly causes?: readonly (Cause & { readonly prior_for?: Readonly<Record<string, number>> })[];
};

export type Ticket = {
  readonly symptom?: string | null;
  readonly triage?: {
    readonly answers?: readonly { readonly question: string; readonly answer?: Json }[] | null;
    readonly checks?: readonly { readonly check: string; readonly result?: Json }[] | null;
  } | null;
  readonly history?: Json;
};

export type Shown = readonly { readonly value: Json; readonly op_id?: string }[];
export type Answers = Readonly<Record<string, Shown>>;

export type CauseState = 'possible' | 'confirmed' | 'excluded';
export type RatedCause = { readonly id: string; readonly state: CauseState; readonly likelihood: number };
export type NextStep = { readonly step: string; readonly why: Text };

export type Assessment = {
  readonly visible: readonly string[];
  readonly required: readonly string[];
  readonly missing: readonly string[];
  readonly blocked: Readonly<Record<string, readonly string[]>>;
  readonly findings: Readonly<Record<string, {
    readonly result: Result | 'open';
    readonly conflict: boolean;
    /** Nobody measured it; the output of a device says so. */
    readonly source?: 'reading';
  }>>;
  readonly conflicts: readonly string[];
  readonly differences: readonly { readonly step: string; readonly measured: JsonObject; readonly parsed: JsonObject }[];
  readonly causes: readonly RatedCause[];
  readonly progress: { readonly done: number; readonly total: number; readonly minutes_left: number };
  readonly next: NextStep | null;
  readonly verified: readonly { readonly fact: string; readonly before: JsonObject | null; readonly after: JsonObject }[];
  readonly follow_ups: readonly {
    readonly step: string;
    readonly title: Text;
    readonly remedy: Text | null;
    readonly trades: readonly string[];
  }[];
  readonly may_sign_off: boolean;
  readonly why_not: readonly { readonly code: string; readonly steps: readonly string[] }[];
};

/** What the shown values of one step amount to; the worst of several counts. */
export type Finding = {
  readonly result: Result | 'open';
  readonly conflict: boolean;
  /** The values disagree about pass and fail; only people can settle that. */
  readonly isDisputed: boolean;
  /** Failed before, then put right. */
  readonly isFixed: boolean;
  readonly value: JsonObject;
  /** The failure that was put right. */
  readonly was: JsonObject | null;
  readonly isRead: boolean;
};
export type Findings = ReadonlyMap<string, Finding>;
