/** What a pretend service does to whoever asks it. */
export type DemoBehaviour = 'well' | 'slow' | 'failing' | 'wrong-body' | 'hanging' | 'stopped';

/** Seconds into the cycle. */
interface Spell {
  readonly from: number;
  readonly to: number;
  readonly behaviour: Exclude<DemoBehaviour, 'well'>;
}

export interface DemoService {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly dependsOn: readonly string[];
  /** What a good answer takes, before jitter. */
  readonly usualMs: number;
  /** In order; it is well between them. */
  readonly spells: readonly Spell[];
}

/** Then everything comes round again. */
export const DEMO_CYCLE_MS = 300_000;

/**
 * A shop. Within the first two minutes something is degraded, something is down for each common cause, alerts fire and
 * resolve, and one is held back because what it depends on is down; short blips pass without an alert, unless they come again and again.
 */
export const DEMO_SERVICES: readonly DemoService[] = [
  {
    id: 'storefront',
    name: 'Storefront',
    group: 'shop',
    dependsOn: ['catalog'],
    usualMs: 90,
    spells: [{ from: 200, to: 235, behaviour: 'slow' }],
  },
  { id: 'catalog', name: 'Catalog', group: 'shop', dependsOn: [], usualMs: 45, spells: [] },
  {
    id: 'search',
    name: 'Search',
    group: 'shop',
    dependsOn: [],
    usualMs: 140,
    spells: [
      { from: 10, to: 60, behaviour: 'slow' },
      { from: 255, to: 285, behaviour: 'slow' },
    ],
  },
  {
    id: 'cart',
    name: 'Cart',
    group: 'shop',
    dependsOn: [],
    usualMs: 30,
    spells: [{ from: 125, to: 165, behaviour: 'wrong-body' }],
  },
  {
    id: 'checkout',
    name: 'Checkout',
    group: 'orders',
    dependsOn: ['payments'],
    usualMs: 110,
    spells: [{ from: 50, to: 95, behaviour: 'failing' }],
  },
  {
    id: 'payments',
    name: 'Payments',
    group: 'orders',
    dependsOn: [],
    usualMs: 210,
    spells: [{ from: 25, to: 80, behaviour: 'stopped' }],
  },
  {
    id: 'shipping',
    name: 'Shipping',
    group: 'orders',
    dependsOn: [],
    usualMs: 75,
    spells: [{ from: 100, to: 140, behaviour: 'hanging' }],
  },
  {
    id: 'accounts',
    name: 'Accounts',
    group: 'platform',
    dependsOn: [],
    usualMs: 20,
    // Never long enough for an outage, and again and again.
    spells: Array.from({ length: 8 }, (_, index) => ({
      from: 150 + 12 * index,
      to: 156 + 12 * index,
      behaviour: 'failing',
    })),
  },
  {
    id: 'mailer',
    name: 'Mailer',
    group: 'platform',
    dependsOn: [],
    usualMs: 55,
    spells: [
      { from: 70, to: 76, behaviour: 'failing' },
      { from: 180, to: 186, behaviour: 'stopped' },
      { from: 240, to: 246, behaviour: 'failing' },
    ],
  },
];

/** What it does at a time since the start, and when that may change. */
export function behaviourAt(
  { spells }: Pick<DemoService, 'spells'>,
  elapsedMs: number,
): { readonly behaviour: DemoBehaviour; readonly untilMs: number } {
  const cycleStartMs = Math.floor(elapsedMs / DEMO_CYCLE_MS) * DEMO_CYCLE_MS;
  const second = (elapsedMs - cycleStartMs) / 1000;
  const spell = spells.find(({ to }) => second < to);
  if (spell === undefined) return { behaviour: 'well', untilMs: cycleStartMs + DEMO_CYCLE_MS };
  if (second < spell.from) return { behaviour: 'well', untilMs: cycleStartMs + spell.from * 1000 };
  return { behaviour: spell.behaviour, untilMs: cycleStartMs + spell.to * 1000 };
}

/** Short intervals and holds, so that a newcomer sees alerts come and go without waiting. */
export function demoConfigText(urlOf: (service: DemoService) => string): string {
  const services = DEMO_SERVICES.map((service) => {
    const { id, name, group, dependsOn } = service;
    const http = `{ url: '${urlOf(service)}', expectJson: { status: ok } }`;
    return `  - { id: ${id}, name: ${name}, group: ${group}, dependsOn: [${dependsOn.join(', ')}], http: ${http} }`;
  });
  return `# Nine pretend services of a shop that does not exist.
version: 1
defaults: { interval: 5s, timeout: 4s, degradedAfter: 800ms, downAfter: 3s }
services:
${services.join('\n')}
groups:
  shop: { name: Shop }
  orders: { name: Orders }
  platform: { name: Platform }
rules:
  - { id: service-down, when: down, for: 10s, severity: critical, exceptGroups: [platform], cooldown: 30s }
  - { id: platform-tolerance, when: down, for: 30s, severity: warning, groups: [platform], cooldown: 30s }
  - { id: degraded-performance, when: degraded, for: 20s, severity: warning, cooldown: 30s }
  - { id: high-response-time, when: { latencyAbove: 3s }, for: 15s, severity: warning, cooldown: 30s }
  - { id: unsteady, when: { failing: 30% }, for: 1m, severity: warning, cooldown: 30s }
`;
}
