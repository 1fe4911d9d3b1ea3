/** Canonical bytes, hashes and the short code: the same on phone and server. Works in browsers and in Node. */

import canonicalize from 'canonicalize';

export type Bytes = Uint8Array<ArrayBuffer>;

/** The two things this folder takes from the platform; it compiles without the types of a browser. */
interface Platform {
  readonly crypto: { readonly subtle: { digest(algorithm: 'SHA-256', bytes: Bytes): Promise<ArrayBuffer> } };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

const platform = globalThis as unknown as Platform;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The bytes that are hashed, signed and embedded: RFC 8785. */
export function canonical(value: object): Bytes {
  const json = canonicalize(value);
  if (json === undefined) throw new Error('there is nothing to write as JSON');
  return utf8(json);
}

export function utf8(text: string): Bytes {
  return Uint8Array.from(new platform.TextEncoder().encode(text));
}

export async function sha256(bytes: Bytes): Promise<string> {
  return hex(new Uint8Array(await platform.crypto.subtle.digest('SHA-256', bytes)));
}

/** SHA-256 of the canonical act, lower-case hex. */
export function contentHash(act: object): Promise<string> {
  return sha256(canonical(act));
}

/** The eight characters that a customer can write down: the first 40 bits in base32. */
export function shortCode(contentHashHex: string): string {
  const bits = BigInt(`0x${contentHashHex.slice(0, 10)}`);
  return Array.from({ length: 8 }, (_, place) => BASE32[Number((bits >> BigInt(35 - 5 * place)) & 31n)]).join('');
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
}

export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second, third] = bytes.subarray(start, start + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const length = second === undefined ? 2 : third === undefined ? 3 : 4;
    for (let place = 0; place < length; place += 1) text += BASE64URL[(bits >> (18 - 6 * place)) & 63];
  }
  return text;
}
