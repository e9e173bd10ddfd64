import { parseAddress, sameAddress } from '../lib/ip-address.ts';

/**
 * How this machine leads to an address, as its routing table says. What a service *is*, on this machine or beyond it, is
 * told by the address that was connected to and never by the spelling of its host.
 */
export interface Way {
  readonly remote: string;
  /** The local address from which `remote` is reached; `null` when there is no route to it. */
  readonly local: string | null;
}

/** An address of an interface that is up. */
export interface InterfaceAddress {
  /** Name of the interface. */
  readonly name: string;
  readonly address: string;
  /** With the length of its prefix, such as `10.8.0.7/16`. */
  readonly cidr: string;
  /** The interface has no hardware address, as what exists in software only. */
  readonly bare: boolean;
  /** Loopback. */
  readonly internal: boolean;
}

/** What the machine says of its network. */
export interface NetworkFacts {
  /** `null` when the system does not tell. */
  readonly addresses: readonly InterfaceAddress[] | null;
  /** The local addresses from which the internet would be reached, at most one a family; `null` while not known. */
  readonly waysOut: readonly string[] | null;
}

/** What lies beyond a network that has just come (back) up gets this long to be reached again, before its failures count. */
export const NETWORK_SETTLES_MS = 30_000;

export const NO_NETWORK_FACTS: NetworkFacts = { addresses: null, waysOut: null };

/** Whether the other side is this machine itself, or a container or virtual machine on it. */
export function staysHere({ remote, local }: Way, facts: NetworkFacts): boolean {
  if (isOwn(remote)) return true;
  if (local === null) return false;
  return sameAddress(remote, local) || (interfaceOf(local, facts)?.isBridge ?? false);
}

/**
 * Nothing can be sent to any of these addresses, which are beyond this machine: there is no route, or only one through an
 * interface that is not up or no way out.
 */
export function leadNowhere(ways: readonly Way[], facts: NetworkFacts): boolean {
  return (
    ways.length > 0 &&
    ways.every(({ local }) => {
      if (local === null) return true;
      if (facts.addresses === null) return false;
      const through = interfaceOf(local, facts);
      return through === null || through.internal || through.isBridge;
    })
  );
}

/**
 * Whether this machine has an address from which it could connect to this one. A system that has none answers `EADDRNOTAVAIL`
 * for IPv6, as it does when no port is free; for IPv4 it then says that there is no way.
 */
export function hasSourceFor(remote: string, { addresses }: Pick<NetworkFacts, 'addresses'>): boolean {
  if (addresses === null || !remote.includes(':')) return true;
  return addresses.some(
    ({ address, internal }) =>
      address.includes(':') &&
      internal === (remote === '::1') &&
      (internal || isLinkLocal(address) === isLinkLocal(remote)),
  );
}

export interface LocalInterface extends InterfaceAddress {
  /** The internet is reached through it. */
  readonly isWayOut: boolean;
  readonly isTunnel: boolean;
  /**
   * Of containers or virtual machines of this machine: no way out, and it goes when they go. One through which the internet
   * is reached is none, whatever its name: a router's `br-lan`.
   */
  readonly isBridge: boolean;
}

/** The interface with this local address; `null` when none that is up has it. */
export function interfaceOf(local: string, facts: NetworkFacts): LocalInterface | null {
  const found = facts.addresses?.find(({ address }) => sameAddress(address, local));
  return found === undefined ? null : inspected(found, facts);
}

/** All but loopback. */
export function interfacesIn(facts: NetworkFacts): readonly LocalInterface[] {
  return (facts.addresses ?? []).flatMap((own) => (own.internal ? [] : [inspected(own, facts)]));
}

/** Every interface has one of the same network, so that it tells none from another. */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

/** As Docker, Podman, LXD, Kubernetes, libvirt, VMware, VirtualBox, macOS, WSL and Hyper-V name theirs. */
const BRIDGE =
  /^(docker|br-|veth|podman|cni|virbr|vnet|lxcbr|lxdbr|incusbr|vmnet|vboxnet|bridge1\d\d$|vEthernet \((WSL|Default Switch|nat))|VirtualBox|VMware/i;
/** As systems and makers of VPNs name theirs. Windows lets people name them: there only the missing hardware address tells. */
const TUNNEL =
  /^(tun|tap|utun|wg|ppp|ipsec|l2tp|tailscale|zt|nordlynx|proton|mullvad|gpd|cscotun)|vpn|wireguard|wintun|zerotier|anyconnect|pangp|fortinet|warp/i;

/** Of mobile networks, which have no hardware address either and are left for others like any network. */
const MOBILE = /^(ww|rmnet|pdp_ip)|cellular|mobile/i;

function inspected(own: InterfaceAddress, facts: NetworkFacts): LocalInterface {
  const isWayOut = (facts.addresses ?? []).some(
    ({ name, address }) =>
      name === own.name && (facts.waysOut ?? []).some((local) => sameAddress(local, address)),
  );
  const isBridge = BRIDGE.test(own.name) && !isWayOut;
  const isPointToPoint = !own.cidr.includes(':') && own.cidr.endsWith('/32');
  const isTunnel =
    !own.internal &&
    !isBridge &&
    !MOBILE.test(own.name) &&
    (TUNNEL.test(own.name) || own.bare || isPointToPoint);
  return { ...own, isWayOut, isBridge, isTunnel };
}

/** Loopback, or no address at all, which systems take for it. */
function isOwn(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === null) return false;
  const { bits, value } = parsed;
  return bits === 32 ? value === 0n || value >> 24n === 127n : value <= 1n;
}
