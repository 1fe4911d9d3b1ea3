/** Parts of the app that load after the first screen, and what it means when one does not come. */
import { Problem } from './problems';

/** Load a part. Throws `app_incomplete` when it does not come; asking again is allowed. */
export async function loadLate<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new Problem('app_incomplete', { cause: String(error) });
  }
}
