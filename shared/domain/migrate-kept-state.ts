type Document = Readonly<Record<string, unknown>>;

/** Step n leads from version n + 1 to n + 2. A step that has been released is never edited. */
const STEPS: readonly ((document: Document) => Document)[] = [
  withMeasures,
  withTold,
  withToldNotices,
  withCounts,
  withPaths,
  withPathsTold,
];

/** A state document of an older version as this one writes it. What it holds is for the schema to judge, here and elsewhere. */
export function migrateKeptState(document: unknown): unknown {
  if (!isDocument(document)) return document;
  const { version } = document;
  if (!Number.isInteger(version) || Number(version) < 1) return document;
  return STEPS.slice(Number(version) - 1).reduce<Document>((older, step) => step(older), document);
}

/** Version 2 knows silences, acknowledgements and pauses. */
function withMeasures(document: Document): Document {
  const { services } = document;
  return {
    ...document,
    version: 2,
    services: Array.isArray(services)
      ? services.map((service: unknown) =>
          isDocument(service) ? { ...service, silence: null, acknowledgement: null } : service,
        )
      : services,
    pause: null,
  };
}

/** Version 3 knows what was told of a service as a whole, since when it is as it is, and how long that was not observed. */
function withTold(document: Document): Document {
  const { services } = document;
  return {
    ...document,
    version: 3,
    services: Array.isArray(services)
      ? services.map((service: unknown) => (isDocument(service) ? serviceWithTold(service) : service))
      : services,
    runs: {},
  };
}

/** Version 4 knows which notices were told. */
function withToldNotices(document: Document): Document {
  return { ...document, version: 4, toldNotices: {} };
}

/** Version 5 knows from when on failures are counted: here anew. */
function withCounts(document: Document): Document {
  const { services } = document;
  return {
    ...document,
    version: 5,
    services: isList(services)
      ? services.map((service) => (isDocument(service) ? { ...service, countsFrom: null } : service))
      : services,
  };
}

/** Version 6 knows by what it was shown that this machine is cut off, and through which local networks services are reached. */
function withPaths(document: Document): Document {
  return { ...document, version: 6, offlineBy: 'route', paths: [] };
}

/** Version 7 knows how often people were told of a path that is gone: here not at all. */
function withPathsTold(document: Document): Document {
  const { paths } = document;
  return {
    ...document,
    version: 7,
    paths: isList(paths) ? paths.map((path) => (isDocument(path) ? { ...path, told: null } : path)) : paths,
  };
}

function serviceWithTold(service: Document): Document {
  const { alerts } = service;
  if (!isList(alerts)) return service;
  const firing = alerts.filter(isDocument).filter(({ state }) => state === 'firing');
  const told = firing.filter(({ toldAt }) => typeof toldAt === 'number');
  const worst = told.find(({ severity }) => severity === 'critical') ?? told[0];
  return {
    ...service,
    incident: isDocument(service['incident'])
      ? { ...service['incident'], unobservedMs: 0 }
      : service['incident'],
    alerts: alerts.map((alert) =>
      isDocument(alert) && alert['state'] === 'firing' ? withWaits(alert) : alert,
    ),
    told:
      worst === undefined
        ? null
        : // How grave it was is not on record: nothing counts as graver.
          {
            ruleId: worst['ruleId'],
            severity: worst['severity'],
            gravity: 4_000_000,
            since: Math.min(...told.map(({ since }) => Number(since))),
            open: true,
          },
  };
}

function withWaits(alert: Document): Document {
  const { suppression } = alert;
  const reason = isDocument(suppression) ? suppression['reason'] : null;
  const waits =
    reason === 'dependency'
      ? { awaits: 'recovery', recoveredAt: null, until: null }
      : reason === 'outranked'
        ? { until: null }
        : null;
  return {
    ...alert,
    frozenMs: 0,
    suppression: isDocument(suppression) && waits !== null ? { ...suppression, ...waits } : suppression,
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
