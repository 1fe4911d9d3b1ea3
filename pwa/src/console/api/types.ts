/** Shapes of the console API as the screens use them. */
import type { Text } from '$lib/i18n/language';

export type List<T> = { readonly items: readonly T[]; readonly next?: string | null; readonly total?: number };
export type Named = { readonly id: string; readonly name: string };
export type Words = Text | string | null;

export type Session = {
  readonly person: Named & { readonly login: string; readonly roles: readonly string[]; readonly language: string };
  readonly zone: string;
  readonly organisation?: string;
};

export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type TicketState =
  | 'new' | 'triaged' | 'ready' | 'planned' | 'under_way' | 'done' | 'solved_remotely' | 'cancelled';

export type Contact = { readonly id?: string; readonly name: string; readonly phone?: string | null; readonly email?: string | null; readonly position?: string | null };
export type Asset = Named & { readonly model?: string | null; readonly serial?: string | null; readonly kind?: string; readonly label?: string | null };
export type Site = Named & {
  readonly address: string;
  readonly lat: number;
  readonly lon: number;
  readonly zone: string;
  readonly hours?: string | null;
  readonly access?: string | null;
  readonly customer?: Named;
};
/** An engineer who is preferred at a site, or may not go there. */
export type SiteRule = Named & { readonly rule: 'preferred' | 'forbidden'; readonly reason: string | null };
export type SiteDetail = Site & {
  readonly people?: readonly SiteRule[];
  readonly check_networks?: readonly string[];
  readonly contacts?: readonly Contact[];
  readonly assets?: readonly Asset[];
  readonly tickets?: readonly Ticket[];
  readonly visits?: readonly VisitCard[];
};

export type Part = { readonly trade: string; readonly level: number; readonly minutes: number };
export type KitItem = { readonly id: string; readonly name?: Words; readonly quantity: number };
export type Answer = { readonly question: string; readonly answer: string };
export type CheckResult = { readonly check: string; readonly result: string; readonly note?: string };
export type Outcome = 'solved' | 'visit' | 'swarm';
export type Triage = {
  readonly symptom: string;
  readonly answers: readonly Answer[];
  readonly checks: readonly CheckResult[];
  readonly outcome: Outcome;
};
export type TriageRequest = Triage & {
  readonly solved_by?: { readonly check: string | null; readonly text: string };
  readonly note?: string;
  readonly override_reason?: string;
  readonly parts: readonly Part[];
  readonly kit: readonly { readonly id: string; readonly quantity: number }[];
  readonly priority: Priority;
  readonly due: string | null;
};

export type LogEvent = { readonly rev: number; readonly kind: string; readonly at: string; readonly by?: Named | string | null; readonly data?: Readonly<Record<string, unknown>> };

export type SwarmMember = Named & { readonly question: string; readonly since: string };

export type Ticket = {
  readonly id: string;
  readonly number: string;
  readonly state: TicketState;
  readonly priority: Priority;
  readonly customer: Named;
  readonly site: Site;
  readonly contact?: Contact | null;
  readonly asset?: Asset | null;
  readonly symptom: string | null;
  readonly symptom_title: Words;
  readonly text: string;
  readonly language?: string;
  readonly opened_at: string;
  readonly due: string | null;
  readonly owner: Named | null;
  readonly swarm: readonly SwarmMember[];
  readonly triage?: Partial<Triage> | null;
  readonly parts: readonly Part[];
  readonly kit: readonly KitItem[];
  readonly visits: readonly { readonly id: string; readonly number: string; readonly state: string; readonly crew?: readonly CrewMember[] }[];
  readonly trips: number;
  readonly solved_by?: { readonly text?: string } | string | null;
  readonly events?: readonly LogEvent[];
};
export type NewTicket = {
  readonly site: string;
  readonly customer: string;
  readonly contact?: string | undefined;
  readonly asset?: string | undefined;
  readonly symptom?: string | undefined;
  readonly text: string;
  readonly language: string;
  readonly priority: Priority;
};

export type Option = { readonly id: string; readonly label: Text };
export type Question = { readonly id: string; readonly title: Text; readonly kind: 'choice' | 'yes_no' | 'text'; readonly options?: readonly Option[] };
export type RemoteCheck = {
  readonly id: string;
  readonly title: Text;
  readonly how?: Text | null;
  readonly results: readonly (Option & { readonly solves: boolean; readonly remedy?: Text | null })[];
};
export type Symptom = {
  readonly id: string;
  readonly title: Text;
  readonly words: readonly string[];
  readonly questions: readonly Question[];
  readonly checks: readonly RemoteCheck[];
  readonly parts: readonly Part[];
  readonly kit: readonly KitItem[];
  readonly priority: Priority;
};

export type Article = {
  readonly id: string;
  readonly title: string;
  readonly symptom: string;
  readonly symptom_title?: Words;
  readonly environment?: string | null;
  readonly cause: string | null;
  readonly remedy: string | null;
  readonly language: string;
  readonly state: 'draft' | 'published' | 'retired';
  readonly evidence: number;
  readonly fresh_at: string | null;
  readonly score?: number;
  readonly cases?: readonly ArticleCase[];
};
export type ArticleCase = {
  readonly source: string;
  readonly kind: string;
  readonly number: string | null;
  readonly at: string;
  readonly minutes: number | null;
  readonly cause: string | null;
  readonly remedy: string | null;
  readonly worked: boolean | null;
};

export type CrewMember = {
  readonly person: string;
  readonly name: string;
  readonly trades: readonly string[];
  readonly lead: boolean;
  readonly minutes?: number;
  readonly travel_start?: string | null;
  readonly start?: string;
  readonly end?: string;
};
export type VisitCard = {
  readonly id: string;
  readonly key?: string;
  readonly number: string | null;
  readonly state: string;
  readonly ticket: { readonly id: string; readonly number: string; readonly symptom_title: Words; readonly text: string; readonly site: Site | Named; readonly customer?: string };
  readonly crew: readonly CrewMember[];
  readonly start: string;
  readonly end: string;
  readonly why: Words;
  readonly mode: 'solo' | 'joint';
  readonly late_minutes?: number;
  /** Stays where it is when the day is planned again. */
  readonly locked?: boolean;
  /** The promised visit that a proposal moves. */
  readonly visit?: string;
  readonly was?: { readonly start: string; readonly end: string; readonly crew: readonly Pick<CrewMember, 'person' | 'name'>[] } | null;
};
/** A promised visit that a proposal has no place for. */
export type Dropped = Pick<VisitCard, 'number' | 'state' | 'ticket'> & {
  readonly key: string;
  readonly visit: string;
  readonly was: NonNullable<VisitCard['was']>;
  readonly text: Words;
};
export type Waiting = { readonly id: string; readonly reason: Words; readonly visits: number; readonly moved: number; readonly dropped: number };
export type Absence = { readonly id?: string; readonly from: string; readonly to: string; readonly reason: string };
export type Skill = { readonly trade: string; readonly level: number };
export type Skilled = Named & { readonly skills: readonly Skill[] };
export type Engineer = Skilled & {
  readonly shift: { readonly start: string; readonly end: string } | null;
  readonly lunch?: { readonly start: string; readonly end: string } | null;
  readonly absences: readonly Absence[];
};
export type Lunch = { readonly person: string; readonly start: string; readonly end: string };
export type Unplanned = { readonly ticket: Ticket | { readonly id: string; readonly number: string } | string; readonly reason: string; readonly text: Words };
export type DayPlan = {
  readonly day: string;
  readonly zone: string;
  readonly engineers: readonly Engineer[];
  readonly visits: readonly VisitCard[];
  readonly ready: readonly Ticket[];
  readonly unplanned: readonly Unplanned[];
  readonly waiting?: Waiting | null;
  readonly under_way?: string | null;
};
export type Stage = { readonly name: 'queued' | 'drives' | 'search' | 'regions' | 'borders'; readonly planned?: number | null; readonly regions?: number | null };
export type Proposal = {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled' | 'published';
  readonly progress?: number | null;
  readonly stage?: Stage | null;
  readonly best?: number | null;
  readonly visits?: readonly VisitCard[];
  readonly dropped?: readonly Dropped[];
  readonly unplanned?: readonly Unplanned[];
  readonly gain?: { readonly trips?: number; readonly travel_minutes?: number; readonly late_minutes?: number } | null;
  readonly cost?: Readonly<Record<string, number>> | null;
  readonly travel_note?: Words | null;
  readonly changed_since?: boolean;
  readonly may_move?: boolean;
  readonly reason?: Words | null;
  readonly let_go?: readonly string[];
  readonly lunches?: readonly Lunch[];
  readonly error?: string | null;
};
export type Published = {
  readonly published: readonly string[];
  readonly dropped: readonly string[];
  readonly refused: readonly { readonly key: string; readonly code: string; readonly detail: string; readonly text?: Words | null }[];
};
export type Place = VisitCard & { readonly key: string };

export type AddressMatch = { readonly label: string; readonly lat: number; readonly lon: number; readonly source: string };
export type AddressLookup = {
  readonly id: string;
  readonly state: 'asked' | 'found' | 'unknown' | 'failed';
  readonly matches: readonly AddressMatch[];
};

export type BoardCard = {
  readonly ticket: string;
  readonly number: string;
  readonly state: TicketState;
  readonly symptom_title: Words;
  readonly text: string;
  readonly customer: Named;
  readonly site: Named;
  readonly trades: readonly string[];
  readonly owner: Named | null;
  readonly crew?: readonly (Named | null)[];
  readonly swarm: readonly Named[];
  readonly visit?: { readonly id: string; readonly number: string; readonly state: string } | null;
  readonly age_minutes: number;
  readonly blocked: boolean;
  readonly flags: readonly { readonly code: string; readonly text: Words }[];
  readonly priority: Priority;
  readonly due: string | null;
};
export type BoardColumn = {
  readonly id: string;
  readonly title: Words;
  readonly policy: Words;
  readonly limit: number | null;
  readonly per_person: boolean;
  readonly count: number;
  readonly average_age_minutes: number | null;
  readonly cards: readonly BoardCard[];
};

export type Shift = {
  readonly start: string;
  readonly end: string;
  readonly days?: readonly number[];
  readonly break?: { readonly earliest: string; readonly latest: string; readonly minutes: number } | null;
  readonly overtime_minutes?: number;
};
export type Person = Named & {
  readonly login: string;
  readonly roles: readonly string[];
  readonly language: string;
  readonly group?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly active: boolean;
  readonly skills: readonly Skill[];
  readonly shift?: Shift | null;
  readonly home?: { readonly address: string; readonly lat: number; readonly lon: number } | null;
  readonly absences: readonly Absence[];
  readonly devices?: readonly Device[];
};
export type Device = Named & {
  readonly enrolled_at: string;
  readonly revoked_at: string | null;
  readonly heartbeat?: Readonly<Record<string, unknown>> | null;
  readonly heartbeat_at?: string | null;
};
