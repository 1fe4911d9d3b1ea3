/** Five faces from the worst to the best, from lucide. */
import angry from 'lucide-static/icons/angry.svg?raw';
import frown from 'lucide-static/icons/frown.svg?raw';
import laugh from 'lucide-static/icons/laugh.svg?raw';
import meh from 'lucide-static/icons/meh.svg?raw';
import smile from 'lucide-static/icons/smile.svg?raw';

export const faces: readonly string[] = [angry, frown, meh, smile, laugh];
