/** The PIN that leads out of customer mode: kept as a salted hash, with a pause after too many wrong tries. */
import type { PinRecord } from '../app/settings';

export const PIN_LENGTH = 4;
const ROUNDS = 200_000;
const SALT_BYTES = 16;

export async function hashPin(pin: string): Promise<PinRecord> {
  const salt = toHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  return { salt, hash: await derive(pin, salt), length: pin.length };
}

export async function isRightPin(pin: string, record: PinRecord): Promise<boolean> {
  return (await derive(pin, record.salt)) === record.hash;
}

export function isPin(entered: string): boolean {
  return new RegExp(`^\\d{${PIN_LENGTH}}$`).test(entered);
}

async function derive(pin: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: new TextEncoder().encode(salt), iterations: ROUNDS };
  return toHex(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256)));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
