import type { GroupView } from '../../shared/protocol/protocol.ts';
import type { ServiceView } from '../../shared/protocol/views.ts';
import { bounded, command, escaped, nameOf, type MenuEntry } from './menu-entry.ts';
import { failingServices, type TrayFacts } from './tray-facts.ts';

/** More than these stand in a submenu of their group, where there are groups; no menu is longer. */
const MAX_SERVICES = 20;

/** While nothing fails: the way to each service. What fails stands in the menu itself, and nothing moves it. */
export function servicesMenu({ snapshot, stale }: TrayFacts): readonly MenuEntry[] {
  const { services, groups } = snapshot;
  if (stale || services.length === 0 || failingServices(snapshot).length > 0) return [];
  const entries =
    services.length > MAX_SERVICES && groups.length > 0 ? byGroup(services, groups) : listed(services);
  return [{ kind: 'submenu', label: 'Services', entries }];
}

/** As on the page: in their order, those without a group last. */
function byGroup(services: readonly ServiceView[], groups: readonly GroupView[]): readonly MenuEntry[] {
  const known = new Set(groups.map(({ id }) => id));
  const of = (group: string | null) =>
    services.filter((service) => (known.has(service.group ?? '') ? service.group : null) === group);
  const sections = [...groups, { id: null, name: 'Other services' }].flatMap(({ id, name }) => {
    const own = of(id);
    return own.length === 0 ? [] : [{ name, own }];
  });
  return bounded(sections, MAX_SERVICES, ({ name, own }) => ({
    kind: 'submenu',
    label: escaped(nameOf(name)),
    entries: listed(own),
  }));
}

function listed(services: readonly ServiceView[]): readonly MenuEntry[] {
  return bounded(services, MAX_SERVICES, ({ id, name, status }) =>
    command(`${nameOf(name)}: ${status}`, { kind: 'open', place: { kind: 'service', id } }),
  );
}
