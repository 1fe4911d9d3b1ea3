/** Turns what the camera gave into what is kept: upright, at most 1600 px, JPEG. Encoding anew drops EXIF and its place. */
import { UnreadablePicture } from '../words/problems';

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
export const MIME = 'image/jpeg';

/** Throws UnreadablePicture when the browser cannot decode the file. */
export async function shrinkPicture(file: Blob): Promise<ArrayBuffer> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new UnreadablePicture();
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, MIME, QUALITY));
  if (blob === null) throw new UnreadablePicture();
  return blob.arrayBuffer();
}
