import type { Config } from '../../shared/config/config.ts';
import { secretsOf } from '../../shared/domain/redact.ts';
import type { ProbeSettings, Service } from '../../shared/domain/service.ts';
import { count } from '../../shared/lib/count.ts';
import { MASK } from '../../shared/lib/secret-shapes.ts';
import { NameLookup, type Lookup } from '../adapters/prober/name-lookup.ts';
import { target, targetOf } from '../adapters/prober/target.ts';
import { lookupThreads } from '../adapters/thread-pool.ts';
import type { Cancel, Clock } from '../ports.ts';
import { warning, well, type Finding } from './finding.ts';

/** A name server that is well answers in a fraction of it. */
const PATIENCE_MS = 5000;
const MOST_SHOWN = 5;

/** Every host that a service names becomes an address, in the same way as for a probe. */
export async function checkNames({ services }: Config, clock: Clock, lookup: Lookup): Promise<Finding<null>> {
  const byHost = Map.groupBy(
    services.flatMap((service) => {
      const { host, addresses } = targetFor(service.probe);
      return addresses.length > 0 ? [] : [{ host, service }];
    }),
    ({ host }) => host,
  );
  if (byHost.size === 0) return well('no name to look up: services are at localhost or at addresses');
  const names = new NameLookup(lookup, lookupThreads(), () => clock.monotonicNow());
  let cancel: Cancel = () => {};
  const timeUp = new Promise<string>((resolve) => {
    cancel = clock.after(PATIENCE_MS, () => resolve(`no answer within ${PATIENCE_MS / 1000} s`));
  });
  const troubles = await Promise.all(
    [...byHost].map(async ([host, users]) => {
      const trouble = await Promise.race([troubleOf(names, host), timeUp]);
      return trouble === null ? [] : [describe(host, users, trouble)];
    }),
  );
  cancel();
  const lines = troubles.flat();
  if (lines.length === 0) return well(`${count(byHost.size, 'name')} looked up`);
  const more = lines.length - MOST_SHOWN;
  return warning(`${lines.length} of ${count(byHost.size, 'name')} cannot be looked up`, [
    ...lines.slice(0, MOST_SHOWN),
    ...(more > 0 ? [`and ${more} more`] : []),
    'Mend the names in the configuration, or the name server or the hosts file of this machine; away from its network (VPN) a name may be unknown.',
  ]);
}

function targetFor(probe: ProbeSettings) {
  return probe.kind === 'tcp' ? target(probe.host, probe.port) : targetOf(new URL(probe.url));
}

async function troubleOf(names: NameLookup, host: string): Promise<string | null> {
  try {
    await names.addressesInTurn(host);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A reference may have filled in a part of a name, which `URL` writes in lower case. */
function describe(host: string, users: readonly { readonly service: Service }[], trouble: string): string {
  const secrets = users.flatMap(({ service }) => secretsOf(service));
  const hidden = secrets.some((secret) => host.toLowerCase().includes(secret.toLowerCase()));
  const [first] = users;
  const more = users.length > 1 ? ` and ${users.length - 1} more` : '';
  const sentence = `${first?.service.id ?? ''}${more}: ${trouble.includes(host) ? trouble : `${host}: ${trouble}`}`;
  return hidden ? sentence.replaceAll(host, MASK) : sentence;
}
