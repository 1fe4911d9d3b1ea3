/** Which visits go on from another at the same site: nobody of the crew drives, so they are one trip. */
import type { VisitCard } from '../api/types';

/** The visit before at the same site of whom the whole crew comes from there, or null where somebody has to drive. */
export function goesOnFrom(visit: VisitCard, visits: readonly VisitCard[]): VisitCard | null {
  const startOf = (one: VisitCard, person: string) => one.crew.find((member) => member.person === person)?.start ?? one.start;
  const before = visit.crew.map(({ person, travel_start }) => {
    const start = startOf(visit, person);
    if (!travel_start || Date.parse(travel_start) !== Date.parse(start)) return null;
    const earlier = visits.filter((one) => one.id !== visit.id && one.crew.some((member) => member.person === person) && startOf(one, person) < start);
    const last = earlier.sort((a, b) => startOf(b, person).localeCompare(startOf(a, person)))[0];
    return last && siteOf(last) === siteOf(visit) ? last : null;
  });
  return before.every((one) => one !== null) ? (before[0] ?? null) : null;
}

const siteOf = ({ ticket }: VisitCard) => ticket.site.id;
