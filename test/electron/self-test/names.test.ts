import { expect, it } from 'vitest';
import type { Service } from '../../../shared/domain/service.ts';
import { systemLookup } from '../../../electron/adapters/prober/name-lookup.ts';
import { checkNames } from '../../../electron/self-test/names.ts';
import { config } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const MEND =
  'Mend the names in the configuration, or the name server or the hosts file of this machine; away from its network (VPN) a name may be unknown.';

const at = (id: string, host: string, secrets: readonly string[] = []): Service =>
  service({ id, secrets, probe: { kind: 'tcp', host, port: 80 } });

const answers = () => Promise.resolve(['192.0.2.7']);

it('has nothing to look up for a fleet on this machine or at addresses', async () => {
  const fleet = config([at('a', 'localhost'), at('b', '127.0.0.1'), at('c', '::1'), at('d', '192.0.2.1')]);
  expect(await checkNames(fleet, new FakeClock(), () => Promise.reject(new Error('asked')))).toMatchObject({
    verdict: 'well',
    found: 'no name to look up: services are at localhost or at addresses',
  });
});

it('looks each name up once', async () => {
  const asked: string[] = [];
  const fleet = config([at('a', 'one.example'), at('b', 'one.example'), at('c', 'two.example')]);
  const finding = await checkNames(fleet, new FakeClock(), (host) => {
    asked.push(host);
    return answers();
  });
  expect(finding).toMatchObject({ verdict: 'well', found: '2 names looked up' });
  expect(asked).toEqual(['one.example', 'two.example']);
});

it('warns of a name that the system does not know, and whose it is', async () => {
  const fleet = config([at('orders', 'no-such-host.invalid'), at('billing', 'no-such-host.invalid')]);
  const finding = await checkNames(fleet, new FakeClock(), systemLookup);
  expect(finding).toMatchObject({ verdict: 'warning', found: '1 of 1 name cannot be looked up' });
  // Without any name server the system says that it got no answer.
  expect(finding.verdict === 'warning' && finding.toDo).toEqual([
    expect.stringMatching(
      /^orders and 1 more: the name (no-such-host\.invalid does not exist|server gave no answer for no-such-host\.invalid)$/,
    ),
    MEND,
  ]);
});

it('waits five seconds for all names together', async () => {
  const clock = new FakeClock();
  const fleet = config([at('a', 'quick.example'), at('b', 'silent.example')]);
  const checking = checkNames(fleet, clock, (host) =>
    host === 'quick.example' ? answers() : new Promise(() => {}),
  );
  await clock.advance(5000);
  expect(await checking).toMatchObject({
    verdict: 'warning',
    found: '1 of 2 names cannot be looked up',
    toDo: ['b: silent.example: no answer within 5 s', MEND],
  });
});

it('does not show the part of a name that came from a reference', async () => {
  const clock = new FakeClock();
  const fleet = config([at('orders', 'hunter2.invalid', ['Hunter2'])]);
  const finding = await checkNames(fleet, clock, () =>
    Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  );
  expect(finding.verdict === 'warning' && finding.toDo[0]).toBe('orders: the name *** does not exist');
});
