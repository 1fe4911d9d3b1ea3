/** The device's time as evidence: one wall reading a session, then the monotonic clock; offset to the server beside it. */
import type { DeviceTime } from './op';

/** The clocks of the platform. `mono` counts milliseconds and never steps; `boot` changes when it restarts. */
export interface Clock {
  readonly boot: string;
  /** Milliseconds since 1970 by the wall clock. */
  wall(): number;
  mono(): number;
  /** Minutes east of UTC at a moment. */
  zoneMinutes(wall: number): number;
}

/** How far the server's clock is ahead of ours, as the contact with the smallest round trip measured it. */
export interface OffsetSample {
  readonly off: number;
  readonly round_trip: number;
  readonly boot: string;
  readonly mono: number;
  readonly wall: number;
}

export type Confidence = 'high' | 'medium' | 'low';

const DAY_MS = 24 * 3600 * 1000;
const UNKNOWN_AGE_S = 10 * 365 * 24 * 3600;

/** The time of one session: the wall clock is read when it starts, later moments are counted from there. */
export class SessionTime {
  private readonly startWall: number;
  private readonly startMono: number;

  constructor(private readonly clock: Clock) {
    this.startWall = clock.wall();
    this.startMono = clock.mono();
  }

  get boot(): string {
    return this.clock.boot;
  }

  mono(): number {
    return Math.round(this.clock.mono());
  }

  wall(): number {
    return this.startWall + Math.round(this.clock.mono() - this.startMono);
  }

  stamp(sample: OffsetSample | undefined, lastHlc: string): DeviceTime {
    const wall = this.wall();
    const off = sample?.off ?? 0;
    return {
      wall: formatWall(wall, this.clock.zoneMinutes(wall)),
      mono: this.mono(),
      boot: this.boot,
      off,
      off_age_s: sample === undefined ? UNKNOWN_AGE_S : this.ageSeconds(sample),
      hlc: nextHlc(lastHlc, wall + off),
    };
  }

  /** Keep the better of two samples: the smaller round trip, unless the old one is of another boot or a day old. */
  better(old: OffsetSample | undefined, fresh: OffsetSample): OffsetSample {
    if (old === undefined || old.boot !== fresh.boot) return fresh;
    if (fresh.mono - old.mono > DAY_MS) return fresh;
    return fresh.round_trip <= old.round_trip ? fresh : old;
  }

  sample(serverWall: number, sentMono: number): OffsetSample {
    const mono = this.mono();
    const round_trip = Math.max(0, mono - sentMono);
    const wall = this.wall();
    return { off: Math.round(serverWall + round_trip / 2 - wall), round_trip, boot: this.boot, mono, wall };
  }

  confidence(sample: OffsetSample | undefined): Confidence {
    if (sample === undefined) return 'low';
    if (sample.boot === this.boot && this.ageSeconds(sample) * 1000 < DAY_MS) return 'high';
    return this.ageSeconds(sample) * 1000 < 7 * DAY_MS ? 'medium' : 'low';
  }

  private ageSeconds(sample: OffsetSample): number {
    const ms = sample.boot === this.boot ? this.mono() - sample.mono : Math.abs(this.wall() - sample.wall);
    return Math.max(0, Math.round(ms / 1000));
  }
}

/** RFC 3339 with the zone the author lived in, so that a reader sees the hour that stood on the phone. */
export function formatWall(wall: number, zoneMinutes: number): string {
  const local = new Date(wall + zoneMinutes * 60_000).toISOString().slice(0, -1);
  const sign = zoneMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(zoneMinutes);
  return `${local}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Author's time corrected by the measured offset, in milliseconds; 0 where the text is no time. */
export function correctedTime(at: Pick<DeviceTime, 'wall' | 'off'>): number {
  const wall = Date.parse(at.wall);
  return Number.isNaN(wall) ? 0 : wall + at.off;
}

/** Hybrid logical clock as sortable text: milliseconds and a counter, never behind the last one of this device. */
export function nextHlc(last: string, wall: number): string {
  const now = hlcText(Math.max(0, wall), 0);
  if (now > last) return now;
  const ms = Number.parseInt(last.slice(0, 12), 16);
  const counter = Number.parseInt(last.slice(13), 16);
  return counter >= 0xffff ? hlcText(ms + 1, 0) : hlcText(ms, counter + 1);
}

function hlcText(ms: number, counter: number): string {
  return `${ms.toString(16).padStart(12, '0')}-${counter.toString(16).padStart(4, '0')}`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
