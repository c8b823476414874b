import type { ServiceName } from '@open122/contracts';
import { type Principal, refuseRequest } from '@open122/http';

/** An operator works for one owner service (rules §1); an administrator for all. */
export function admit(principal: Principal, service: ServiceName): void {
  const elsewhere =
    principal.kind === 'staff' && principal.role === 'operator' && principal.owner !== service;
  if (elsewhere) throw refuseRequest.principalNotAllowed();
}
