import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

const inner = new BlockList();
for (const [address, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  inner.addSubnet(address, bits, "ipv4");
for (const [address, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  inner.addSubnet(address, bits, "ipv6");

/** Whether an IP address belongs to this machine, a private network or nobody; one of IPv4 in the form of IPv6 as well. */
export function isInnerAddress(address: string): boolean {
  const family = isIP(address);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return inner.check(mapped, "ipv4");
  return family === 0 || inner.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Why a redirect is not followed; undefined where it may be. `start` is what was asked for first. */
export async function redirectFault(from: URL, to: URL, start: URL): Promise<string | undefined> {
  if (!/^https?:$/.test(to.protocol)) return "that is no address of the web";
  if (from.protocol === "https:" && to.protocol === "http:") return "https is not left for plain http";
  if (to.origin === from.origin || !(await isInnerHost(to.hostname)) || (await isInnerHost(start.hostname)))
    return undefined;
  return "that lies in a private network";
}

/** Whether any address a host stands for is an inner one. */
async function isInnerHost(hostname: string): Promise<boolean> {
  const bare = hostname.replace(/^\[|\]$/g, "");
  // Written as URL does it, an IPv4 address in the form of IPv6 has hexadecimal digits.
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(bare);
  if (mapped !== null) {
    const number = Number.parseInt(mapped[1] ?? "", 16) * 65_536 + Number.parseInt(mapped[2] ?? "", 16);
    return isInnerAddress([24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join("."));
  }
  if (isIP(bare) !== 0) return isInnerAddress(bare);
  const addresses = await lookup(bare, { all: true });
  return addresses.some(({ address }) => isInnerAddress(address));
}
