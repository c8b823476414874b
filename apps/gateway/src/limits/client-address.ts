import { isIPv6 } from 'node:net';

/**
 * Who a request comes from: its socket's address, or, behind trusted proxies, the last address of X-Forwarded-For that is none
 * of theirs; what stands further left was written by the client itself. Of an IPv6 address its network of 64 bits: who has one
 * address of it has them all, and could be a stranger with each request.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | string[] | undefined,
  trustedProxies: readonly string[],
): string {
  const direct = plain(socketAddress ?? 'unknown');
  if (!trustedProxies.includes(direct)) return network(direct);
  const named = String(forwardedFor ?? '')
    .split(',')
    .map((each) => plain(each.trim()))
    .filter((each) => each !== '');
  return network(named.findLast((each) => !trustedProxies.includes(each)) ?? direct);
}

/** An IPv4 address that comes by way of IPv6. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = (address.split('%', 1)[0] ?? '').split('::').map(groupsOf);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16));
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}
