/** A drawn signature as strokes in a box of its own, so that turning the phone loses nothing. No pressure, no speed. */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

export const BOX = { width: 1000, height: 400 } as const;
const LEAST_LENGTH = 200;
const LEAST_EXTENT = 60;

/** Whether there is a signature rather than nothing, a dot or a tick of the thumb. */
export function hasInk(strokes: readonly Stroke[]): boolean {
  const points = strokes.flat();
  if (points.length < 6) return false;
  const extent = (values: number[]) => Math.max(...values) - Math.min(...values);
  const reach = Math.max(extent(points.map((point) => point.x)), extent(points.map((point) => point.y)));
  return reach >= LEAST_EXTENT && strokes.reduce((sum, stroke) => sum + lengthOf(stroke), 0) >= LEAST_LENGTH;
}

/** The `d` of an SVG path in the box. */
export function toPath(strokes: readonly Stroke[]): string {
  return strokes
    .map((stroke) => stroke.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`).join(' '))
    .join(' ');
}

function lengthOf(stroke: Stroke): number {
  return stroke.reduce((sum, point, i) => {
    const before = stroke[i - 1] ?? point;
    return sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);
}

