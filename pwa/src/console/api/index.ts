/** Every request of the console, by stage. */
import { Client, type Query } from './client';
import type {
  AddressLookup, Article, Absence, BoardColumn, Contact, Asset, DayPlan, List, Named, NewTicket, Person, Place, Priority, Proposal, Published,
  Session, Site, SiteDetail, SiteRule, Skill, Symptom, Ticket, TriageRequest, VisitCard, Words,
} from './types';
import type { ByHand, Preview } from './by-hand';
import { catalogueRequests } from './catalogue';
import { liveCheckRequests } from './live-checks';
import { scenarioRequests } from './scenarios';
import type { AttentionList, Measures, VisitDetail } from './records';

/** Why a rule may be passed: a second trip, one more than a limit allows. */
export type Reasons = { readonly repeat?: string | undefined; readonly override?: string | undefined; readonly move?: string | undefined };
export type Api = ReturnType<typeof createApi>;

export function createApi(client: Client) {
  return {
    client,
    session: {
      find: () => client.session<Session>('GET'),
      start: (login: string, password: string) => client.session<Session>('POST', { login, password }),
      end: () => client.session('DELETE'),
    },
    tickets: ticketRequests(client),
    plan: planRequests(client),
    scenarios: scenarioRequests(client),
    catalogue: catalogueRequests(client),
    visits: visitRequests(client),
    knowledge: {
      find: (query: Query, signal?: AbortSignal) => client.get<List<Article>>('/knowledge', query, signal),
      get: (id: string, signal?: AbortSignal) => client.get<Article>(`/articles/${id}`, {}, signal),
      edit: (id: string, changes: Partial<Article>) => client.send<Article>('PATCH', `/articles/${id}`, changes),
      publish: (id: string) => client.send<Article>('POST', `/articles/${id}/publish`),
      retire: (id: string) => client.send<Article>('POST', `/articles/${id}/retire`),
    },
    board: {
      get: (signal?: AbortSignal) => client.get<{ columns: readonly BoardColumn[] }>('/board', {}, signal),
      move: (ticket: string, to: string, reason?: string) =>
        client.send<{ columns: readonly BoardColumn[] }>('POST', '/board/moves', { ticket, to, ...(reason ? { override_reason: reason } : {}) }),
      setLimit: (column: string, limit: number | null, perPerson: boolean) =>
        client.send('PUT', `/board/limits/${column}`, { limit, per_person: perPerson }),
    },
    acts: {
      check: (id: string) => client.send('POST', `/acts/${id}/check`),
      revokeLink: (id: string) => client.send('POST', `/acts/${id}/revoke_link`),
    },
    people: peopleRequests(client),
    sites: siteRequests(client),
    liveChecks: liveCheckRequests(client),
    addresses: {
      ask: (address: string, language: string) => client.send<AddressLookup>('POST', '/addresses', { address, language }),
      get: (id: string) => client.get<AddressLookup>(`/addresses/${id}`),
    },
    measures: (query: Query, signal?: AbortSignal) => client.get<Measures>('/measures', query, signal),
    attention: {
      list: (signal?: AbortSignal) => client.get<AttentionList>('/attention', {}, signal),
      retryJob: (job: string) => client.send('POST', `/attention/jobs/${job}/retry`),
      settleOp: (op: string, action: 'attach' | 'dismiss', reason: string, visit?: string) =>
        client.send('POST', `/attention/ops/${op}`, { action, reason, ...(visit ? { visit } : {}) }),
    },
  };
}

function ticketRequests(client: Client) {
  return {
    list: (query: Query, signal?: AbortSignal) => client.get<List<Ticket>>('/tickets', query, signal),
    get: (id: string, signal?: AbortSignal) => client.get<Ticket>(`/tickets/${id}`, {}, signal),
    open: (ticket: NewTicket) => client.send<Ticket>('POST', '/tickets', ticket),
    edit: (id: string, changes: { owner?: string | null; priority?: Priority; due?: string | null }) =>
      client.send<Ticket>('PATCH', `/tickets/${id}`, changes),
    triage: (id: string, triage: TriageRequest) => client.send<Ticket>('POST', `/tickets/${id}/triage`, triage),
    cancel: (id: string, reason: string) => client.send<Ticket>('POST', `/tickets/${id}/cancel`, { reason }),
    pullIn: (id: string, people: readonly string[], question: string) =>
      client.send<Ticket>('POST', `/tickets/${id}/swarm`, { people, question }),
    letGo: (id: string, person: string) => client.send<Ticket>('DELETE', `/tickets/${id}/swarm/${person}`),
    symptoms: (signal?: AbortSignal) => client.get<List<Symptom>>('/catalogue/symptoms', {}, signal),
  };
}

function planRequests(client: Client) {
  return {
    get: (day: string, signal?: AbortSignal) => client.get<DayPlan>('/plan', { day }, signal),
    propose: (day: string, mayMove: boolean) => client.send<{ id: string }>('POST', '/plan/proposals', { day, may_move: mayMove }),
    look: (id: string) => client.send('POST', `/plan/proposals/${id}/look`),
    lock: (id: string, key: string, locked: boolean) => client.send('POST', `/plan/proposals/${id}/lock`, { key, locked }),
    proposal: (id: string, signal?: AbortSignal) => client.get<Proposal>(`/plan/proposals/${id}`, {}, signal),
    publish: (id: string, visits: readonly string[], reasons: Reasons = {}) =>
      client.send<Published>('POST', `/plan/proposals/${id}/publish`, {
        visits,
        repeat_reasons: reasons.repeat ? Object.fromEntries(visits.map((visit) => [visit, reasons.repeat])) : {},
        override_reason: reasons.override ?? null,
        move_reason: reasons.move ?? null,
      }),
    stop: (id: string) => client.send('POST', `/plan/proposals/${id}/cancel`),
    findPlaces: (ticket: string, day: string) =>
      client.send<{ items: readonly Place[]; reason: Words }>('POST', '/plan/insert', { ticket, day }),
    takePlace: (ticket: string, day: string, place: string, reasons: Reasons = {}) =>
      client.send<VisitDetail>('POST', '/plan/insert/take', {
        ticket, day, place, repeat_reason: reasons.repeat ?? null, override_reason: reasons.override ?? null,
      }),
    release: (person: string, from: string, to: string) =>
      client.send<{ visits: readonly string[]; tickets: readonly string[] }>('POST', '/plan/release', { person, from, to }),
  };
}

function visitRequests(client: Client) {
  return {
    list: (query: Query, signal?: AbortSignal) => client.get<List<VisitCard>>('/visits', query, signal),
    get: (id: string, signal?: AbortSignal) => client.get<VisitDetail>(`/visits/${id}`, {}, signal),
    preview: (visit: ByHand) => client.send<Preview>('POST', '/visits/preview', visit),
    publish: (visit: ByHand & { readonly reason: string | null; readonly repeat_reason: string | null }) =>
      client.send<VisitDetail>('POST', '/visits', visit),
    cancel: (id: string, reason: string) => client.send('POST', `/visits/${id}/cancel`, { reason }),
    changeCrew: (id: string, crew: readonly string[], reason: string) =>
      client.send('POST', `/visits/${id}/crew`, { crew, reason }),
    lock: (id: string, locked: boolean) => client.send('POST', `/visits/${id}/lock`, { locked }),
    settle: (id: string, outcome: 'done' | 'again', reason: string, note: string) =>
      client.send('POST', `/visits/${id}/settle`, { outcome, reason, note }),
  };
}

function peopleRequests(client: Client) {
  return {
    list: (signal?: AbortSignal) => client.get<List<Person>>('/people', {}, signal),
    add: (person: { login: string; name: string; password: string; roles: string[]; language: string }) =>
      client.send<{ id: string }>('POST', '/people', person),
    edit: (id: string, changes: Partial<Person>) => client.send('PATCH', `/people/${id}`, changes),
    setSkills: (id: string, skills: readonly Skill[]) => client.send('PUT', `/people/${id}/skills`, { skills }),
    addAbsence: (id: string, absence: Absence) => client.send('POST', `/people/${id}/absences`, absence),
    removeAbsence: (id: string, absence: string) => client.send('DELETE', `/people/${id}/absences/${absence}`),
    revokeDevice: (device: string) => client.send('POST', `/devices/${device}/revoke`),
  };
}

function siteRequests(client: Client) {
  return {
    list: (q: string, signal?: AbortSignal) => client.get<List<Site>>('/sites', { q }, signal),
    get: (id: string, signal?: AbortSignal) => client.get<SiteDetail>(`/sites/${id}`, {}, signal),
    customers: (signal?: AbortSignal) => client.get<List<Named>>('/customers', {}, signal),
    add: (site: Omit<Site, 'id' | 'customer'> & { customer: string }) => client.send<SiteDetail>('POST', '/sites', site),
    addCustomer: (customer: { name: string; language: string; email: string | null }) => client.send<{ id: string }>('POST', '/customers', customer),
    addContact: (contact: Contact & { site: string }) => client.send('POST', '/contacts', contact),
    setRule: (id: string, { id: person, rule, reason }: Omit<SiteRule, 'name'>) => client.send('PUT', `/sites/${id}/people/${person}`, { rule, reason }),
    clearRule: (id: string, person: string) => client.send('DELETE', `/sites/${id}/people/${person}`),
    addAsset: (asset: Omit<Asset, 'id'> & { site: string }) => client.send('POST', '/assets', asset),
  };
}
