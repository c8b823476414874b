import { DeliveryAbandoned, instant, type SerialNumber } from '@open122/contracts';
import { aPersonRef, hear, messageOf, type TestApp } from '@open122/testkit';

let serials = 0;

/** Lists a person for the third refusal of an application of his, from that moment on. */
export async function listed(app: TestApp, name: string, at = '2026-01-05T09:00:00+08:00'): Promise<void> {
  const data = {
    handoverId: '00000000-0000-4000-8000-000000000001',
    serial: `HEL20260105${String((serials += 1)).padStart(7, '0')}` as SerialNumber,
    ...{ person: aPersonRef(name), at: instant(at), refusals: 3 },
    keptUntil: instant('2026-07-05T09:00:00+08:00'),
  };
  await hear(app, 'fulfilment.handover', [messageOf({ event: DeliveryAbandoned, data })]);
}
