import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { presetText } from '../../../shared/config/preset.ts';
import { configJsonSchema } from '../../../shared/config/schema.ts';
import { EXAMPLE } from '../../builders/config-document.ts';

/** What another program makes of the JSON Schema as it is printed; this one does not know `oneOf` with nothing but `required`. */
const byJsonSchema = z.fromJSONSchema(
  JSON.parse(JSON.stringify(configJsonSchema()), (key, value: unknown) =>
    key === 'oneOf' ? undefined : value,
  ),
);
const document = (service: object) => ({ version: 1, services: [service] });

describe('the JSON Schema', () => {
  it('names its dialect and every member of the document', () => {
    expect(configJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Bellwether configuration',
      required: ['version', 'services'],
      additionalProperties: false,
      properties: {
        server: {
          properties: {
            host: { default: null },
            port: { default: 9999, minimum: 1, maximum: 65_535 },
          },
        },
      },
    });
  });

  it.each([
    ['the example', parse(EXAMPLE)],
    ['the preset', parse(presetText)],
    [
      'references',
      document({ id: 'a', interval: '${env:I}', http: { url: '${env:U}', expectStatus: '${env:S}' } }),
    ],
  ])('accepts %s', (_, value) => {
    expect(byJsonSchema.safeParse(value)).toMatchObject({ success: true });
  });

  it.each([
    ['an unknown key', document({ id: 'a', intervall: '5s', tcp: { host: 'localhost', port: 1 } })],
    ['a bad duration', document({ id: 'a', interval: 'soon', tcp: { host: 'localhost', port: 1 } })],
    ['a bad url', document({ id: 'a', http: { url: 'ftp://localhost' } })],
    ['a port out of range', document({ id: 'a', tcp: { host: 'localhost', port: 0 } })],
    ['a missing member', { version: 1 }],
  ])('refuses %s', (_, value) => {
    expect(byJsonSchema.safeParse(value)).toMatchObject({ success: false });
  });

  it('asks for exactly one way to probe', () => {
    expect(configJsonSchema()).toMatchObject({
      properties: { services: { items: { oneOf: [{ required: ['http'] }, { required: ['tcp'] }] } } },
    });
  });
});
