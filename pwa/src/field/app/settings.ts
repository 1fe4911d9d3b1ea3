/** The small settings of the shell that the field app keeps: text size, install hint, PIN, a sign-off under way. */
import type { Core } from '$lib/actions';
import type { Ceremony } from '../sign-off/ceremony';

export interface PinRecord {
  readonly salt: string;
  readonly hash: string;
  readonly length: number;
}

export interface FieldSettings {
  readonly textSize?: number;
  readonly installHintClosed?: boolean;
  /** Of the engineer named in it; another engineer on this phone chooses an own one. */
  readonly pin?: PinRecord & { readonly person: string };
  /** The sign-off that a killed app returns to. */
  readonly ceremony?: Ceremony | null;
}

type Shell = Core['shell'];

export async function readSettings(shell: Shell): Promise<FieldSettings> {
  return ((await shell.get('settings')) ?? {}) as FieldSettings;
}

export async function writeSettings(shell: Shell, settings: FieldSettings): Promise<void> {
  await shell.put('settings', JSON.parse(JSON.stringify(settings)));
}
