/** Where the phone is at a sign-off, or why that is not known. */
import type { SigningScene } from '$lib/actions';

export interface Fix {
  readonly lat: number;
  readonly lon: number;
  readonly accuracy_m: number;
  readonly at: number;
}

const LIMIT_MS = 10_000;
const EARTH_M = 6_371_000;

/** Ask the phone once. A refusal or a cellar without signal is an answer too. */
export function locate(): Promise<Fix | { readonly absent: string }> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve({ absent: 'not_supported' });
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({ lat: round(coords.latitude), lon: round(coords.longitude), accuracy_m: Math.round(coords.accuracy), at: timestamp }),
      (error) => resolve({ absent: error.code === error.PERMISSION_DENIED ? 'not_allowed' : 'not_found_in_time' }),
      { timeout: LIMIT_MS, maximumAge: 60_000 },
    );
  });
}

export function placeAt(
  fix: Fix | { readonly absent: string },
  site: { readonly lat: number | null; readonly lon: number | null },
): SigningScene['place'] {
  if ('absent' in fix) return fix;
  const { at, ...place } = fix;
  const toSite = site.lat == null || site.lon == null ? null : distance(fix, { lat: site.lat, lon: site.lon });
  return { ...place, age_s: Math.max(0, Math.round((Date.now() - at) / 1000)), to_site_m: toSite };
}

/** Metres on a sphere, by the haversine formula. */
function distance(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const half = (x: number) => Math.sin(x / 2) ** 2;
  const h = half((b.lat - a.lat) * rad) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half((b.lon - a.lon) * rad);
  return Math.round(2 * EARTH_M * Math.asin(Math.sqrt(h)));
}

/** Six digits are a tenth of a metre, and one spelling in every language. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
