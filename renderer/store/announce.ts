import type { ServiceView } from '../../shared/protocol/views.ts';

/** What a screen reader is told. `urgent` interrupts: only for a service that has just gone down. */
export interface Announcement {
  readonly polite: string;
  readonly urgent: string;
}

/** More names than these are not listened to. */
const MAX_NAMES = 3;

/** `null` when no status changed. */
export function announce(before: readonly ServiceView[], after: readonly ServiceView[]): Announcement | null {
  const old = new Map(before.map((service) => [service.id, service.status]));
  const changed = after.filter((service) => old.has(service.id) && old.get(service.id) !== service.status);
  if (changed.length === 0) return null;
  const down = changed.filter((service) => service.status === 'down');
  const others = (['degraded', 'unknown', 'up'] as const).map((status) =>
    sentence(
      changed.filter((service) => service.status === status),
      status,
    ),
  );
  return { polite: others.filter((text) => text !== '').join(' '), urgent: sentence(down, 'down') };
}

function sentence(services: readonly ServiceView[], status: string): string {
  const [first] = services;
  if (first === undefined) return '';
  if (services.length === 1) {
    return first.message === null
      ? `${first.name} is ${status}.`
      : `${first.name} is ${status}: ${first.message}.`;
  }
  if (services.length > MAX_NAMES) return `${services.length} services are ${status}.`;
  return `${services.map((service) => service.name).join(', ')} are ${status}.`;
}
