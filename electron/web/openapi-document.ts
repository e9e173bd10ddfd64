import { z } from 'zod';
import { KEY_HEADER, type Role } from '../../shared/protocol/access.ts';
import { errorSchema } from '../../shared/protocol/answer-schemas.ts';
import { namedSchemas, schemaObject, type Json } from './openapi-schemas.ts';
import { JSON_MEDIA, OPERATIONS, TEXT, type AnswerForm, type Operation } from './operations.ts';
import { REFUSALS } from './refusals.ts';

const DESCRIPTION = `What Bellwether answers beside its page. Times are epoch milliseconds. Objects in answers may get more members.

Who connects from this machine to a name of loopback reads without a token; everybody else, and whoever changes something, needs one
(\`bellwether token create\`). A change also needs either a bearer token or the \`Origin\` of this server. Each GET answers HEAD, too.
A final slash changes nothing. The parameters \`_\` and \`t\`, which widgets add to get past caches, are not looked at; another that an operation does not know is refused.
What is refused at the door is answered in plain text.`;

const SESSION =
  'For the page in a browser: it counts only together with the cookie that signing in set, on a socket as the first message. Programs send a bearer token.';

/** OpenAPI 3.1, made of the schemas that decode what comes and of the table that routes it. */
export function openApiDocument(version: string): Json {
  const refused = Object.entries(REFUSALS).map(
    ([status, description]) => [`Refused${status}`, response({ description, content: TEXT })] as const,
  );
  const failed = { description: 'A defect; the log says more.', content: { [JSON_MEDIA]: errorSchema } };
  return {
    openapi: '3.1.1',
    info: { title: 'Bellwether', version, description: DESCRIPTION },
    servers: [{ url: '/' }],
    paths: pathItems(),
    components: {
      schemas: namedSchemas(),
      responses: { ...Object.fromEntries(refused), Failed: response(failed) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'header', name: KEY_HEADER, description: SESSION },
      },
    },
  };
}

function pathItems(): Json {
  const items: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const item = (items[operation.path] ??= {});
    item[operation.method.toLowerCase()] = operationObject(operation);
  }
  return items;
}

function operationObject(operation: Operation): Json {
  const { id, path, summary, needs, parameters, body, messages } = operation;
  return {
    operationId: id,
    summary,
    security: securityOf(needs),
    ...(parameters !== undefined && { parameters: parameterObjects(parameters, path) }),
    ...(body !== undefined && {
      requestBody: { required: true, content: contentOf({ [JSON_MEDIA]: body }) },
    }),
    responses: responsesOf(operation),
    ...(messages !== undefined && {
      'x-websocket': { sent: schemaObject(messages.sent), received: schemaObject(messages.received) },
    }),
  };
}

/** The empty requirement is for who comes from this machine. */
function securityOf(needs: Role | null): readonly Json[] {
  if (needs === null) return [];
  const tokens = [{ bearer: [needs] }, { session: [needs] }];
  return needs === 'viewer' ? [{}, ...tokens] : tokens;
}

function parameterObjects(parameters: z.ZodType, path: string): readonly Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(parameters);
  return Object.entries(properties)
    .filter(([name]) => name !== 'type')
    .map(([name, schema]) => ({
      name,
      in: path.includes(`{${name}}`) ? 'path' : 'query',
      required: required.includes(name),
      schema,
    }));
}

/** What it is answered with, a refusal at the door, or a defect. */
function responsesOf({ answers, body }: Operation): Json {
  const refusals = Object.keys(REFUSALS).filter(
    (status) => status !== '405' && (body !== undefined || (status !== '413' && status !== '415')),
  );
  const byStatus: Record<string, Json> = { 500: { $ref: '#/components/responses/Failed' } };
  for (const status of refusals) byStatus[status] = { $ref: `#/components/responses/Refused${status}` };
  for (const [status, { description, content }] of Object.entries(answers)) {
    const refusal = refusals.includes(status) ? TEXT : {};
    byStatus[status] = response({ description, content: { ...content, ...refusal } });
  }
  return byStatus;
}

function response({ description, content = {} }: AnswerForm): Json {
  return { description, ...(Object.keys(content).length > 0 && { content: contentOf(content) }) };
}

function contentOf(schemas: Readonly<Record<string, z.ZodType>>): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([media, schema]) => [media, { schema: schemaObject(schema) }]),
  );
}
