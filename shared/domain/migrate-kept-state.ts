type Document = Readonly<Record<string, unknown>>;

/** Step n leads from version n + 1 to n + 2. A step that has been released is never edited. */
const STEPS: readonly ((document: Document) => Document)[] = [withMeasures];

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

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
