import { z } from 'zod';
import { exchangeSchema } from '../../shared/domain/decode-records.ts';
import {
  ANSWER_SCHEMAS,
  changesSchema,
  errorSchema,
  instanceSchema,
  serverEventSchema,
  snapshotSchema,
} from '../../shared/protocol/answer-schemas.ts';
import { socketRequestSchema } from '../../shared/protocol/decode-client-request.ts';
import { operatorRequestSchema } from '../../shared/protocol/decode-operator-request.ts';
import { healthSchema, liveSchema } from '../../shared/protocol/health.ts';
import { newSessionSchema, sessionSchema, signInSchema } from '../../shared/protocol/session.ts';
import {
  alertViewSchema,
  explanationSchema,
  historyPointSchema,
  incidentViewSchema,
  noticeSchema,
  notificationViewSchema,
  overviewSchema,
  serviceViewSchema,
} from '../../shared/protocol/view-schemas.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What the document describes once, for its other parts to refer to. */
const NAMES: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [serviceViewSchema, 'Service'],
  [overviewSchema, 'Overview'],
  [alertViewSchema, 'Alert'],
  [incidentViewSchema, 'Incident'],
  [notificationViewSchema, 'Notification'],
  [noticeSchema, 'Notice'],
  [instanceSchema, 'Instance'],
  [historyPointSchema, 'HistoryPoint'],
  [exchangeSchema, 'Exchange'],
  [snapshotSchema, 'Snapshot'],
  [changesSchema, 'Changes'],
  [explanationSchema, 'Explanation'],
  [healthSchema, 'Health'],
  [liveSchema, 'Live'],
  [sessionSchema, 'Session'],
  [newSessionSchema, 'NewSession'],
  [signInSchema, 'SignIn'],
  [operatorRequestSchema, 'OperatorRequest'],
  [serverEventSchema, 'ServerEvent'],
  [socketRequestSchema, 'SocketRequest'],
  [errorSchema, 'Error'],
  ...Object.entries(ANSWER_SCHEMAS).map(
    ([type, schema]) => [schema, `${type.charAt(0).toUpperCase()}${type.slice(1)}Answer`] as const,
  ),
]);

/** An answer may get more members with time: only what comes in is closed. */
const override: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
    delete jsonSchema.additionalProperties;
};

const uri = (name: string) => `#/components/schemas/${name}`;

/** By name. */
export function namedSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of NAMES) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri, override });
  for (const schema of Object.values(schemas)) {
    delete schema.$schema;
    delete schema.$id;
  }
  return schemas;
}

export function schemaObject(schema: z.ZodType): Json {
  const name = NAMES.get(schema);
  if (name !== undefined) return { $ref: uri(name) };
  const own = z.toJSONSchema(schema, { override });
  delete own.$schema;
  return own;
}
