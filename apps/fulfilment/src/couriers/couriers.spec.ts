import type { Province } from '@open122/contracts';
import { ConfigurationError, ServiceConfig } from '@open122/service';

import type { FulfilmentConfig } from '../fulfilment.config';
import type { SandboxCourier } from '../sandbox-courier/sandbox-courier';
import { Couriers } from './couriers';
import { HttpCourier } from './http-courier';

const name = { zh: '', en: '' };
const SANDBOX = { id: 'sandbox', name, keys: [] };
const SWIFT = { id: 'swift', name, keys: [], url: 'http://127.0.0.1:9' };
const courier = {} as SandboxCourier;
const settings = { GATEWAY_URL: 'http://127.0.0.1:9', SANDBOX_COURIER_KEY: { kty: 'OKP' } };

const couriersOf = (sandbox: boolean, couriers: Province['couriers'], values: object = settings) =>
  new Couriers(
    { sandbox, couriers } as Province,
    new ServiceConfig('fulfilment', values as never) as unknown as FulfilmentConfig,
    courier,
  );
/** Everything that is wrong, at once. */
function problems(...of: Parameters<typeof couriersOf>): number {
  try {
    couriersOf(...of);
    return 0;
  } catch (error) {
    return (error as ConfigurationError).lines.length;
  }
}

it('the first courier of the file gets new parcels, the others keep theirs', () => {
  const couriers = couriersOf(true, [SANDBOX, SWIFT]);
  expect(couriers.next).toBe('sandbox');
  expect(couriers.port('sandbox')).toBe(courier);
  expect(couriers.port('swift')).toBeInstanceOf(HttpCourier);
  expect(() => couriers.port('gone')).toThrow('no courier gone in the province file');
});

it('the sandbox courier is for sandbox provinces alone, and needs its gateway and key', () => {
  expect(problems(true, [SANDBOX])).toBe(0);
  expect(problems(true, [SANDBOX], {})).toBe(2);
  expect(problems(false, [SANDBOX])).toBe(1);
  expect(problems(false, [SWIFT], {})).toBe(0);
});

it('a courier without an address cannot be asked', () => {
  expect(problems(false, [{ id: 'swift', name, keys: [] }])).toBe(1);
});
