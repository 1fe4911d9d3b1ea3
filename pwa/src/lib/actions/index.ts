/** The door between screens and the core. */
export { Core } from './core';
export { browserPlatform, connectBells, APP_VERSION } from './browser-platform';
export { registerWorker, type WorkerUpdate } from './worker';
export type { PhotoDraft } from './photos';
export type { DraftForm } from './drafts';
export type { AbortReason, Outcome } from './entries';
export type { SignOff, SignOffParts, Refusal } from './sign-off';
// The builders of act and statement are imported from './evidence' by the sign-off screens alone, so that they load late.
export type { ActWords, CeremonyStep, SigningScene } from './evidence';
export type { FieldView, ItemView, PhotoView, ShownView, VisitView } from './visit-view';
export type { VisitSummary } from './visit-summary';
export type { VisitRecord } from './visit-record';
export { InvalidAnswer } from '../checklist/invalid-answer';
export type { Answers, Assessment, Checklist, Step, Text } from '../checklist';
export type { Json } from '../domain/json';
export { loadLate } from '../domain/late';
export { Problem, type ProblemCode } from '../domain/problems';
export type { Readable } from '../domain/observable';
export { NoRoom } from '../store/local-store';
export type { ShellPerson } from '../store/shell-store';
export type { AttentionRow, FileRow } from '../store/records';
export type { SyncStatus, Phase } from '../sync/status';
export type { LiveAsked } from '../sync/live-check';
export type { PauseReason } from '../sync/context';
