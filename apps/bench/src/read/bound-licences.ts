import type { Request } from 'autocannon';

import type { Places } from '../places';
import { registerHolders } from './registered';
import { accessTokens } from './tokens';

/** Reads of bound licences through the gateway, each by its holder; the first holder has the number `from`. */
export async function boundLicenceReads(
  places: Places,
  from: number,
  count: number,
): Promise<{ url: string; requests: Request[] }> {
  const province = await places.province();
  const { settings } = province;
  const holders = await registerHolders(settings.LICENCE_DATABASE_URL ?? '', from, count);
  const tokens = await accessTokens(holders, settings.IDENTITY_TOKEN_KEY ?? '', 'he');
  const requests = holders.map(({ licenceId }, at) => ({
    path: `/v1/me/licences/${licenceId}`,
    headers: { authorization: `Bearer ${tokens[at] ?? ''}` },
  }));
  return { url: province.url('gateway'), requests };
}
