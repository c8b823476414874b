import { messagingSettings } from '@open122/messaging';
import { address, list, networks, num, redisAddress, secretKey, shared } from '@open122/service';

const upstream = (name: string) => address({ desc: `base address of ${name}` });
const key = (name: string) => secretKey({ desc: `key shared with ${name}: 32 random bytes, base64url` });

/** Settings of the gateway. */
export const gatewaySettings = {
  ...messagingSettings,
  IDENTITY_URL: upstream('identity'),
  LICENCE_URL: upstream('licence'),
  VEHICLE_URL: upstream('vehicle'),
  FULFILMENT_URL: upstream('fulfilment'),
  BLACKLIST_URL: upstream('blacklist'),
  IDENTITY_KEY: key('identity'),
  LICENCE_KEY: key('licence'),
  VEHICLE_KEY: key('vehicle'),
  FULFILMENT_KEY: key('fulfilment'),
  BLACKLIST_KEY: key('blacklist'),
  REDIS_URL: shared(redisAddress({ desc: 'Redis: the limits' })),
  TRUSTED_PROXIES: list({
    default: [],
    desc: 'addresses of load balancers whose X-Forwarded-For is believed, separated by commas',
  }),
  METRICS_FROM: networks({
    default: ['127.0.0.1', '::1'],
    desc: 'addresses and networks (`10.0.0.0/8`) that may read /metrics, separated by commas; never through a proxy',
  }),
  PATIENCE: num({ default: 10_000, desc: 'milliseconds a service may take until it begins to answer' }),
  UNDER_WAY: num({
    default: 128,
    desc: 'requests to one service under way at once; who comes beyond is refused at once, with Retry-After',
  }),
  LEAVE: num({
    default: 1_500,
    desc: 'milliseconds at the end in which a kept connection may send one more request before it is closed: load balancers, and their idle times',
  }),
  RESTART: num({
    default: 20_000,
    desc: 'milliseconds for which a service that does not listen is taken to restart, and waited for',
  }),
  SETTLE: num({
    default: 30_000,
    desc: 'milliseconds the platform may take to catch up with its test clock',
  }),
  LIMIT_CLIENT: num({ default: 2_000, desc: 'requests of one client address in ten seconds' }),
  LIMIT_ACCOUNT: num({ default: 600, desc: 'requests of one account in ten seconds' }),
  LIMIT_STREAMS: num({ default: 16, desc: 'streams of events that one account holds open at once' }),
  LIMIT_SIGN_IN: num({
    default: 120,
    desc: 'attempts to sign in or to be sent a code, per client address and minute',
  }),
};
export type GatewaySettings = typeof gatewaySettings;
