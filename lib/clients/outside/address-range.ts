import { BlockList, isIP } from "node:net";

/**
 * Where an address lies. `public`: the open internet. `private`: this computer, or a network that belongs to somebody;
 * reachable only where the configuration names the host. `never`: no host has a reason to be there: addresses of
 * machines' own metadata, of groups, of nobody, and those that stand for another address inside.
 */
export type AddressRange = "public" | "private" | "never";

type Subnet = readonly [net: string, prefix: number];

/** RFC 6890 and the registries of special-purpose addresses of IANA. */
const PRIVATE_V4: readonly Subnet[] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  // Shared by carriers with their customers, and by clouds with their machines.
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
];
const PRIVATE_V6: readonly Subnet[] = [
  ["::1", 128],
  ["fc00::", 7],
];
const NEVER_V4: readonly Subnet[] = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Metadata of a machine that lies inside a range that is private otherwise.
  ["100.100.100.200", 32],
  // Azure's own host: a public address that leads each of its machines to what carries it.
  ["168.63.129.16", 32],
];
/** Beside these, everything outside of 2000::/3 is not given to anybody. */
const NEVER_V6: readonly Subnet[] = [
  // Tunnels and translations, which lead to an IPv4 address inside them.
  ["2001::", 23],
  ["2002::", 16],
  ["2001:db8::", 32],
  ["3fff::", 20],
  ["fd00:ec2::254", 128],
  ["fd20:ce::254", 128],
];

function listOf(v4: readonly Subnet[], v6: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of v4) list.addSubnet(net, prefix, "ipv4");
  for (const [net, prefix] of v6) list.addSubnet(net, prefix, "ipv6");
  return list;
}

const NEVER = listOf(NEVER_V4, NEVER_V6);
const PRIVATE = listOf(PRIVATE_V4, PRIVATE_V6);
const GIVEN_V6 = listOf([], [["2000::", 3]]);
/** `::ffff:10.0.0.1` is 10.0.0.1 to the system. */
const MAPPED = listOf([], [["::ffff:0:0", 96]]);

/** Tells where an address lies. What is no address lies nowhere: `never`. */
export function addressRange(address: string): AddressRange {
  const family = isIP(address);
  if (family === 4) return rangeOf4(address);
  // A zone names a link of this computer.
  if (family === 0 || address.includes("%")) return "never";
  if (MAPPED.check(address, "ipv6")) return rangeOf4(embedded4(address));
  if (NEVER.check(address, "ipv6")) return "never";
  if (PRIVATE.check(address, "ipv6")) return "private";
  return GIVEN_V6.check(address, "ipv6") ? "public" : "never";
}

function rangeOf4(address: string): AddressRange {
  if (isIP(address) !== 4 || NEVER.check(address, "ipv4")) return "never";
  return PRIVATE.check(address, "ipv4") ? "private" : "public";
}

/** The IPv4 address at the end of a mapped one, in dotted form. */
function embedded4(address: string): string {
  // The parser of URLs writes every form of an address in one way: `[::ffff:7f00:1]`.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(":").slice(-2);
  return groups
    .map((group) => Number.parseInt(group === "" ? "0" : group, 16))
    .flatMap((pair) => [pair >> 8, pair & 255])
    .join(".");
}
