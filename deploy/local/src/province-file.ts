import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseDocument } from 'yaml';

import { at, type Profile } from './profile';

/** The sandbox courier as the province file knows it. */
const SANDBOX_COURIER = 'sandbox';

/** The file of the province that local stacks serve. */
export const provinceFileOf = (env: NodeJS.ProcessEnv): string =>
  env.PROVINCE_FILE ?? at('deploy', 'provinces', 'he.yaml');

/** `he`, the prefix of its databases, roles and topics. */
export function provinceCode(file: string): string {
  const code: unknown = parseDocument(readFileSync(file, 'utf8')).get('code');
  if (typeof code !== 'string') throw new Error(`${file} names no province code.`);
  return code;
}

/**
 * A copy for this profile in which the sandbox courier signs with this profile's own key.
 * @param courierKey its private JWK as JSON; only the public half goes into the file
 * @returns the path of the copy
 */
export function writeProvinceFile(
  profile: Pick<Profile, 'folder'>,
  original: string,
  courierKey: string,
): string {
  const province = parseDocument(readFileSync(original, 'utf8'));
  const { couriers = [] } = province.toJS() as { couriers?: { id: string }[] };
  const { d: _, use: __, ...publicKey } = JSON.parse(courierKey) as Record<string, string>;
  const index = couriers.findIndex(({ id }) => id === SANDBOX_COURIER);
  if (index >= 0) province.setIn(['couriers', index, 'keys'], province.createNode([publicKey]));
  const file = join(profile.folder, 'province.yaml');
  writeFileSync(file, province.toString());
  return file;
}
