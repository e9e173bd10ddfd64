import type { JsonValue } from '../domain/service.ts';
import type { ConfigFault } from './config.ts';
import { quote, type Path, type Places } from './places.ts';
import { hasReference } from './references.ts';
import { appliesTo, rulesFor } from './resolve-rules.ts';
import type { ConfigDocument } from './schema.ts';
import { isSecretName } from '../lib/secret-names.ts';
import { hasLiteralSecret } from '../lib/secret-urls.ts';
import { entries, items, member, textOf } from './tree.ts';
import { vainExpectations } from './vain-expectations.ts';

/** What a faultless document should still not do. */
export function warningsOf(document: ConfigDocument, raw: JsonValue, places: Places): readonly ConfigFault[] {
  return [
    ...literalSecrets(raw, places),
    ...dottedMembers(raw, places),
    ...vainExpectations(document, places),
    ...idleOverrides(document, places),
    ...silence(document, places),
  ];
}

function literalSecrets(raw: JsonValue, places: Places): readonly ConfigFault[] {
  const instead = 'write ${env:NAME} or ${file:path} instead';
  return items(member(raw, 'services')).flatMap((service, index) => {
    const http = member(service, 'http');
    const url = textOf(member(http, 'url')) ?? '';
    const path = ['services', index, 'http'];
    return [
      ...(hasLiteralSecret(url)
        ? [places.fault([...path, 'url'], `this URL holds a secret; ${instead}`)]
        : []),
      ...entries(member(service, 'links'))
        .filter(([, link]) => hasLiteralSecret(textOf(link) ?? ''))
        .map(([label]) =>
          places.fault(
            ['services', index, 'links', label],
            'this link holds a secret, and everybody who looks sees it',
          ),
        ),
      ...entries(member(http, 'headers'))
        .filter(([name, value]) => isSecretName(name) && value !== '' && !hasReference(textOf(value) ?? ''))
        .map(([name]) =>
          places.fault([...path, 'headers', name], `the header ${quote(name)} holds a secret; ${instead}`),
        ),
    ];
  });
}

/** A path such as `data.status` is a habit from other monitors; here it is the name of one member, which hardly any body has. */
function dottedMembers(raw: JsonValue, places: Places): readonly ConfigFault[] {
  return items(member(raw, 'services')).flatMap((service, index) => {
    const expected = member(member(service, 'http'), 'expectJson') ?? null;
    return dottedKeys(expected, ['services', index, 'http', 'expectJson']).map(({ path, key }) =>
      places.faultAtKey(
        [...path, key],
        `this is one member with the name ${quote(key)}, not a path; what lies deeper is written as ${nested(key)}`,
      ),
    );
  });
}

function dottedKeys(value: JsonValue, path: Path): readonly { readonly path: Path; readonly key: string }[] {
  return entries(value).flatMap(([key, inner]) => [
    ...(stepsOf(key).length > 1 ? [{ path, key }] : []),
    ...dottedKeys(inner, [...path, key]),
  ]);
}

/** Of a path as other tools write it: `data.status`, `$.data.status`, `data[0].status`. */
function stepsOf(key: string): readonly string[] {
  if (!/^(\$\.?)?[\w-]+(\.[\w-]+|\[\d+\])+$/.test(key)) return [];
  return key
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((step) => step !== '');
}

function nested(key: string): string {
  const steps = stepsOf(key);
  const isInList = steps.some((step) => /^\d+$/.test(step));
  const form = steps.reduceRight((inner, step) => `{ ${step}: ${inner} }`, '...');
  return isInList ? 'mappings within mappings (a list is compared whole)' : form;
}

/** Changing a rule where it does not apply does not make it apply. */
function idleOverrides(document: ConfigDocument, places: Places): readonly ConfigFault[] {
  const owners = [
    ...Object.entries(document.groups).map(([id, { rules }]) => ({
      path: ['groups', id],
      groupId: id,
      rules,
    })),
    ...document.services.map(({ group, rules }, index) => ({
      path: ['services', index],
      groupId: group,
      rules,
    })),
  ];
  return owners.flatMap(({ path, groupId, rules }) =>
    document.rules
      .filter(({ id }) => rules !== undefined && Object.hasOwn(rules, id))
      .filter((rule) => !appliesTo(rule, groupId))
      .map(({ id }) =>
        places.faultAtKey([...path, 'rules', id], `this has no effect: the rule ${id} does not apply here`),
      ),
  );
}

/** Nobody would ever hear that nobody can hear anything. */
function silence(document: ConfigDocument, places: Places): readonly ConfigFault[] {
  const { services, groups, rules } = document;
  if (services.length === 0)
    return [places.fault(['services'], 'there are no `services`: nothing is watched')];
  if (rules.length === 0) {
    const instead = 'leave `rules` out for those that ship';
    return [places.fault(['rules'], `there are no \`rules\`: nothing will ever raise an alert; ${instead}`)];
  }
  const unheard = services.map((service) => {
    const ofGroup = service.group === undefined ? undefined : ownMember(groups, service.group)?.rules;
    return rulesFor(rules, service.group, ofGroup, service.rules).length === 0;
  });
  if (unheard.every(Boolean))
    return [places.fault([], 'no rule applies to any service: nothing will ever raise an alert')];
  return services.flatMap(({ id, group }, index) =>
    unheard[index] === true && !rules.some((rule) => appliesTo(rule, group))
      ? [places.fault(['services', index], `no rule applies to ${id}: it will never raise an alert`)]
      : [],
  );
}

function ownMember<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
