/**
 * Who a request comes from: its socket's address, or, behind trusted proxies, the last address of X-Forwarded-For that is none
 * of theirs. What stands further left was written by the client itself.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | string[] | undefined,
  trustedProxies: readonly string[],
): string {
  const direct = plain(socketAddress ?? 'unknown');
  if (!trustedProxies.includes(direct)) return direct;
  const named = String(forwardedFor ?? '')
    .split(',')
    .map((each) => plain(each.trim()))
    .filter((each) => each !== '');
  return named.findLast((each) => !trustedProxies.includes(each)) ?? direct;
}

/** An IPv4 address that comes by way of IPv6. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
