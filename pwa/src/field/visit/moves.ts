/** Moving a visit on, and the times of travel and work that follow from it. */
import type { Core, VisitView } from '$lib/actions';

const MINUTE_MS = 60_000;

export async function startTravel(core: Core, view: VisitView): Promise<void> {
  await core.setStatus(view.id, 'travelling');
}

export async function arrive(core: Core, view: VisitView): Promise<void> {
  await core.setStatus(view.id, 'on_site');
  await recordTime(core, view, 'travelling', 'travel');
}

/** The engineer says that the work is done, just before the customer gets the phone. */
export async function finishWork(core: Core, view: VisitView): Promise<void> {
  if (view.state !== 'on_site') return;
  await core.setStatus(view.id, 'work_done');
  await recordTime(core, view, 'on_site', 'work');
}

/** The time since this engineer's own last move; a colleague's clock says nothing about it. */
async function recordTime(core: Core, view: VisitView, since: string, kind: 'travel' | 'work'): Promise<void> {
  const me = core.person.value?.id;
  const own = view.fields['status']?.values.find(
    (shown) => shown.author === me && (shown.value as { state?: string }).state === since,
  );
  if (own === undefined) return;
  const from = new Date(own.at.wall);
  const to = new Date();
  const minutes = Math.round((to.getTime() - from.getTime()) / MINUTE_MS);
  if (minutes < 1) return;
  await core.addTime(view.id, { kind, from: from.toISOString(), to: to.toISOString(), minutes });
}
