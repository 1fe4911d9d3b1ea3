/** A signature as the statement carries it: the path that was drawn, or a picture of the typed name. */
import type { Drawing } from '$lib/actions/evidence';
import { BOX, toPath, type Stroke } from './strokes';

export async function drawingOf(strokes: readonly Stroke[]): Promise<Drawing> {
  const data = toPath(strokes);
  return { kind: 'svg_path', ...BOX, data, sha256: await sha256(new TextEncoder().encode(data)) };
}

/** For people who cannot draw: their name as they typed it, as a PNG. */
export async function drawingOfName(name: string): Promise<Drawing> {
  const canvas = document.createElement('canvas');
  canvas.width = BOX.width;
  canvas.height = BOX.height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no canvas.');
  context.fillStyle = '#16211f';
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.font = 'italic 120px serif';
  context.fillText(name, BOX.width / 2, BOX.height / 2, BOX.width - 40);
  const [, data = ''] = canvas.toDataURL('image/png').split(',');
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return { kind: 'png', ...BOX, data, sha256: await sha256(bytes) };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
