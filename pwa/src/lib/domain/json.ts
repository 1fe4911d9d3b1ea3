/** JSON values and their canonical text (RFC 8785): the only form that is ever hashed or compared. */
import canonicalize from 'canonicalize';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** SHA-256 of the UTF-8 bytes of a text, as lower-case hex. Handed in, since the domain touches no platform. */
export type HashText = (text: string) => Promise<string>;

/** The RFC 8785 text of a value. Throws where JSON has no form for it (NaN, lone surrogates, undefined). */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no JSON form.');
  return text;
}

export function isSameValue(a: Json, b: Json): boolean {
  return canonicalText(a) === canonicalText(b);
}
