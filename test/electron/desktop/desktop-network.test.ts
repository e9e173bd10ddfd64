import { describe, expect, it } from 'vitest';
import { desktopNetwork } from '../../../electron/desktop/desktop-network.ts';
import type { InterfaceAddress } from '../../../shared/domain/way.ts';
import { network } from '../../builders/network.ts';
import { service } from '../../builders/service.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeProber } from '../../fakes/fake-prober.ts';

const HOME = network({ lo: '127.0.0.1/8', eth0: '192.168.1.5/24' }).addresses;
const VPN = network({ lo: '127.0.0.1/8', eth0: '192.168.1.5/24', tun0: '10.8.0.2/24' }).addresses;
const ORDERS = service();

/** What the engine sees, and how often the system was asked for it. */
class Machine {
  readonly clock = new FakeClock();
  readonly prober = new FakeProber(this.clock);
  addresses: readonly InterfaceAddress[] | null = HOME;
  online = true;
  asked = 0;
  readonly #seen = desktopNetwork({
    network: {
      addresses: () => {
        this.asked += 1;
        return this.addresses;
      },
      waysOut: () => Promise.resolve([]),
    },
    prober: this.prober,
    clock: this.clock,
    isOnline: () => this.online,
  });

  look(): readonly InterfaceAddress[] | null {
    return this.#seen.network.addresses();
  }

  /** The engine looks each second; gives how often the system was asked. */
  async passes(seconds: number): Promise<number> {
    const before = this.asked;
    for (let second = 0; second < seconds; second += 1) {
      await this.clock.advance(1000);
      this.look();
    }
    return this.asked - before;
  }

  async probe(): Promise<void> {
    const probed = this.#seen.prober.probe(ORDERS, new AbortController().signal);
    await this.clock.advance(ORDERS.timeoutMs);
    await probed;
  }
}

describe("what the engine sees of a desktop's network", () => {
  it('is asked for once a minute while all is well', async () => {
    const machine = new Machine();
    machine.look();
    await machine.probe();
    expect(await machine.passes(3600)).toBeLessThanOrEqual(60);
  });

  it.each(['refused', 'hang', 'void'] as const)(
    'is asked for at once when a probe ends as "%s"',
    async (outcome) => {
      const machine = new Machine();
      machine.look();
      machine.addresses = VPN;
      expect(machine.look()).toEqual(HOME);
      machine.prober.set(ORDERS.id, outcome);
      await machine.probe();
      expect(machine.look()).toEqual(VPN);
      expect(await machine.passes(60)).toBe(60);
    },
  );

  it('is asked for each second for a while after it changed, and then no more', async () => {
    const machine = new Machine();
    machine.look();
    machine.addresses = VPN;
    await machine.passes(60);
    machine.addresses = HOME;
    await machine.passes(1);
    expect(machine.look()).toEqual(HOME);
    await machine.passes(120);
    expect(await machine.passes(600)).toBeLessThanOrEqual(10);
  });

  it('leads nowhere at once where Electron says so, and is asked for when it says otherwise', async () => {
    const machine = new Machine();
    machine.look();
    machine.online = false;
    await machine.passes(1);
    expect(machine.look()?.map(({ name }) => name)).toEqual(['lo']);
    machine.online = true;
    machine.addresses = VPN;
    expect(machine.look()).toEqual(VPN);
  });
});
